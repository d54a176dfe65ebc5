"""A new pack from the templates that the package ships: small, true to life, and passing."""

from pathlib import Path

from provcheck.errors import OutputError, PackError
from provcheck.files import write_whole
from provcheck.packs import find_packs, is_pack_name, suggested_name

TEMPLATES = Path(__file__).parent / "templates" / "new"
_NAME = "@NAME@"


def new_pack(name: str, place: Path) -> tuple[Path, ...]:
    """Write a pack of that name as a folder in `place`.

    Args:
        name: a Python name, for a paper its first author and year: surname2024.
        place: an existing folder.

    Returns:
        The files written.

    Raises:
        PackError: the name is no Python name, or the name of a pack that is built in or installed.
        OutputError: the place is no folder, there is something of that name in it, or it cannot
            be written.
    """
    if not is_pack_name(name):
        raise PackError(
            f"new {name}: a pack's name is a Python name, for a paper its first author and year. "
            f"Write for instance: provcheck new {suggested_name(name)}"
        )
    known = next((pack for pack in find_packs() if pack.name == name), None)
    if known is not None:
        raise PackError(
            f"new {name}: the name is taken by the pack at {known.path} ({known.origin}); choose "
            "another."
        )
    if not place.is_dir():
        raise OutputError(f"new {name}: there is no folder {place}; make it, or give another.")
    folder = place / name
    if folder.exists():
        raise OutputError(
            f"new {name}: {folder} is there already and was not touched; choose another name, or "
            "another place with --at DIR."
        )
    return tuple(_written(template, folder, name) for template in sorted(TEMPLATES.iterdir()))


def _written(template: Path, folder: Path, name: str) -> Path:
    file = folder / template.name.removesuffix(".template").replace(_NAME, name)
    write_whole(file, template.read_text(encoding="utf-8").replace(_NAME, name))
    return file
