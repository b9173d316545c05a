"""A class's statistics as tables, JSON, CSV and a page with plots."""
