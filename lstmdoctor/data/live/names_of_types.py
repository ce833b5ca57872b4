"""What a class is, told by the names of its modules: no framework is imported to ask."""

from __future__ import annotations

from lstmdoctor.errors import pass_on_signal


def is_of_class(value: object, package: str, *names: str) -> bool:
    """Whether a class of one of these names, of this package, is among the classes of an object."""
    return any(
        kind.__name__ in names and (kind.__module__ == package or kind.__module__.startswith(f"{package}."))
        for kind in type(value).__mro__
    )


def attribute_or_none(value: object, name: str) -> object:
    """An attribute, or None where it is not there or cannot be asked for."""
    try:
        found: object = getattr(value, name, None)
    except Exception as error:
        pass_on_signal(error)
        return None
    return found
