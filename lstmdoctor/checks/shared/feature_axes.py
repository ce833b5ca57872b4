"""Features that stand on several axes: pictures for a layer that takes their pixels in a row."""

from __future__ import annotations

import math

from lstmdoctor.core.spec import Shape


def split_feature_axes(wanted: Shape, found: Shape) -> tuple[int, ...]:
    """Sizes of the last axes, where these together are the features that are wanted and the rest fits.

    (N, 8, 20, 20) for (8, 400); a size in front of them may be unknown.
    """
    kept = len(wanted) - 1
    front, behind = found[1:kept], tuple(size for size in found[kept:] if size is not None)
    if len(wanted) < 3 or len(found) <= len(wanted) or len(behind) != len(found) - kept or 1 in behind:
        return ()
    fits = all(None in (one, two) or one == two for one, two in zip(wanted[1:-1], front, strict=True))
    return behind if fits and math.prod(behind) == wanted[-1] else ()


def split_features_words(axes: tuple[int, ...]) -> str:
    """``its 400 features stand on 2 axes``."""
    return f"its {math.prod(axes):,} features stand on {len(axes)} axes"


def joined_features_code(wanted: Shape) -> str:
    """The line that makes one axis of them."""
    return f"x = x.reshape(*x.shape[:{len(wanted) - 1}], -1)"
