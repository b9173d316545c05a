"""Grade on other machines: sealed bundles, shards that are merged, and a cluster of dask.distributed."""
