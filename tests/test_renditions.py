"""Sizes, formats and addresses of renditions."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sitegen.renditions import LONGEST, WORKING_WIDTH, Picture, Quality, Rendition, crop, fit, ladder, shrink, window

sides = st.integers(1, 9_000)
pictures = st.builds(Picture, sides, sides, st.just("0123456789abcdef"))
PHOTO = Picture(2000, 1333, "0123456789abcdef")
PORTRAIT = Picture(1333, 2000, "0123456789abcdef")


@given(pictures, sides)
def test_fit_never_enlarges_and_keeps_the_ratio(picture: Picture, width: int) -> None:
    """A fitted picture is as wide as asked or as the original, and as high as its shape says."""
    rendition = fit(picture, width)
    assert rendition.width == min(width, picture.width)
    assert 1 <= rendition.height <= picture.height
    assert abs(rendition.height - picture.height * rendition.width / picture.width) <= 0.5 or rendition.height == 1
    assert not rendition.crop


@given(pictures, sides, sides)
def test_fit_is_monotone(picture: Picture, one: int, other: int) -> None:
    """Asking for more never gives less."""
    narrow, wide = fit(picture, min(one, other)), fit(picture, max(one, other))
    assert narrow.width <= wide.width
    assert narrow.height <= wide.height


def test_fit_rounds_halves_up() -> None:
    """The rounding rule is fixed: half a pixel is a pixel, not the nearest even number."""
    assert fit(Picture(4, 2, ""), 1).height == 1
    assert fit(Picture(4, 10, ""), 1).height == 3
    assert fit(PHOTO, 480).height == 320


@pytest.mark.parametrize(("width", "height"), [(1000, 60_000), (1, 100_000), (16_000, 16_500)])
def test_fit_stays_within_what_webp_can_hold(width: int, height: int) -> None:
    """A very tall picture becomes narrower than asked, and keeps its shape, so that its height can be saved at all."""
    rendition = fit(Picture(width, height, ""), 16_000)
    assert rendition.height <= LONGEST
    assert rendition.height > LONGEST * 0.95
    assert rendition.width == max(1, LONGEST * width // height)


@given(pictures, sides, sides)
def test_crop_never_enlarges_and_keeps_the_shape_asked(picture: Picture, width: int, height: int) -> None:
    """A crop fits into what was asked and into the original, has the shape asked, and is the largest such size."""
    rendition = crop(picture, width, height)
    assert 1 <= rendition.width <= min(width, picture.width)
    assert 1 <= rendition.height <= min(height, picture.height)
    across, down = width * rendition.height / height, height * rendition.width / width
    assert min(abs(rendition.width - across), abs(rendition.height - down)) <= 1
    assert (rendition.width, rendition.height) == (width, height) or rendition.width == picture.width or rendition.height == picture.height


def test_crop_of_a_small_picture_is_the_largest_that_fits() -> None:
    """A social card of a small photo keeps its shape."""
    card = crop(Picture(800, 600, ""), 1200, 630, format="jpeg")
    assert (card.width, card.height, card.crop) == (800, 420, True)
    square = crop(Picture(640, 480, ""), 600, 600)
    assert (square.width, square.height, square.crop) == (480, 480, True)


@given(pictures, sides)
def test_crop_to_the_shape_of_the_picture_is_the_whole_picture(picture: Picture, width: int) -> None:
    """The same address never stands for a crop and for a whole picture."""
    whole = fit(picture, width)
    assert crop(picture, whole.width, whole.height) == whole


@given(pictures, sides, sides)
@example(Picture(253, 5, ""), 79, 1)
@example(Picture(3, 225, ""), 1, 76)
def test_window_lies_inside_and_has_the_shape_of_the_rendition(picture: Picture, width: int, height: int) -> None:
    """What a crop shows is in the middle across, not below the middle down, and touches two edges of the original."""
    rendition = crop(picture, width, height)
    left, top, right, bottom = window(rendition, picture.width, picture.height)
    assert 0 <= left < right <= picture.width
    assert 0 <= top < bottom <= picture.height
    if rendition.crop:
        assert (right - left) * rendition.height == pytest.approx((bottom - top) * rendition.width)
        assert left + right == pytest.approx(picture.width)
        assert top + bottom <= picture.height * (1 + 1e-9)
        assert right - left == pytest.approx(picture.width) or bottom - top == pytest.approx(picture.height)


def test_window_is_biased_upwards() -> None:
    """A portrait loses twice as much below as above: faces stay in the card."""
    _, top, _, bottom = window(crop(PORTRAIT, 1200, 630), 1333, 2000)
    assert 2000 - bottom == pytest.approx(2 * top)
    assert top > 0


@given(pictures, st.lists(sides))
def test_ladder_climbs_to_the_picture(picture: Picture, widths: list[int]) -> None:
    """Rungs are distinct, ascending, asked for or the picture's own, and the highest is all there is of what was asked."""
    rungs = [rendition.width for rendition in ladder(picture, widths)]
    assert rungs == sorted(set(rungs))
    assert set(rungs) <= {*widths, picture.width}
    if widths:
        assert rungs[-1] == min(max(widths), picture.width)
        assert {width for width in widths if width <= picture.width} <= set(rungs)
    else:
        assert rungs == []


def test_ladder_by_example() -> None:
    """The own width appears only below the largest asked."""
    assert [rung.width for rung in ladder(PHOTO, (1600, 480, 960, 480))] == [480, 960, 1600]
    assert [rung.width for rung in ladder(PORTRAIT, (480, 960, 1600))] == [480, 960, 1333]
    assert [rung.width for rung in ladder(Picture(300, 200, ""), (480, 960))] == [300]


@given(pictures, sides, sides)
def test_shrinking_leaves_enough_pixels(picture: Picture, width: int, height: int) -> None:
    """A picture that is decoded smaller still holds every pixel of the rendition, and the working width."""
    rendition = crop(picture, width, height)
    factor = shrink(rendition, picture.width, picture.height)
    if factor > 1:
        left, top, right, bottom = window(rendition, picture.width, picture.height)
        assert (right - left) / factor >= rendition.width * (1 - 1e-9)
        assert (bottom - top) / factor >= rendition.height * (1 - 1e-9)
        assert picture.width / factor >= WORKING_WIDTH


@pytest.mark.parametrize(
    ("width", "height", "factor"), [(2000, 1333, 1), (3839, 2160, 1), (4000, 3000, 2), (3000, 4000, 1), (8000, 6000, 4)]
)
def test_usual_renditions_share_one_decoding(width: int, height: int, factor: int) -> None:
    """All usual sizes of one photo shrink by the same factor."""
    picture = Picture(width, height, "")
    usual = [*ladder(picture, (480, 960, 1600)), crop(picture, 1200, 630), crop(picture, 300, 300)]
    assert {shrink(rendition, width, height) for rendition in usual} == {factor}


def test_permalinks() -> None:
    """Addresses are short with the usual settings and name the others; only settings of the own format count."""
    assert fit(PHOTO, 480).permalink == "/_photos/0123456789abcdef-480x320.webp"
    assert crop(PHOTO, 1200, 630, format="jpeg").permalink == "/_photos/0123456789abcdef-1200x630.jpg"
    fine = Quality(webp=82, method=6, avif=50)
    assert fit(PHOTO, 480, quality=fine).permalink == "/_photos/0123456789abcdef-480x320-q82m6.webp"
    assert fit(PHOTO, 480, format="avif", quality=fine).permalink == "/_photos/0123456789abcdef-480x320-q50s8.avif"
    assert fit(PHOTO, 480, format="jpeg", quality=fine).permalink == "/_photos/0123456789abcdef-480x320.jpg"


@pytest.mark.parametrize(("name", "value"), [("webp", 101), ("webp", -1), ("method", 7), ("avif", 101), ("avif_speed", 11), ("jpeg", -1)])
def test_unknown_settings_are_refused(name: str, value: int) -> None:
    """A setting that the encoder does not know fails where it is made, and does not pass for a broken photo later."""
    with pytest.raises(ValueError, match=name):
        Quality(**{name: value})


@pytest.mark.parametrize("width", [0, -1, LONGEST + 1])
def test_impossible_sizes_are_refused(width: int) -> None:
    """A size without pixels is a mistake of the theme."""
    with pytest.raises(ValueError, match="pixels"):
        fit(PHOTO, width)
    with pytest.raises(ValueError, match="pixels"):
        crop(PHOTO, 100, width)


def test_a_rendition_is_a_value() -> None:
    """Equal renditions are one rendition."""
    assert fit(PHOTO, 480) == Rendition("0123456789abcdef", 480, 320)
    assert len({fit(PHOTO, 480), crop(PHOTO, 480, 320)}) == 1
