"""Lists that the site makes from the code: the commands with their help, the citable theorems."""

from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive


class Commands(Directive):
    """What `--help` prints, for every command."""

    def run(self) -> list[nodes.Node]:
        import click

        from provcheck.cli import commands

        top = click.Context(commands, info_name="provcheck")
        found: list[nodes.Node] = [_block(commands.get_help(top))]
        for name in commands.list_commands(top):
            command = commands.get_command(top, name)
            context = click.Context(command, info_name=name, parent=top)
            section = nodes.section(ids=[f"provcheck-{name}"])
            section += nodes.title(text=f"provcheck {name}")
            section += _block(command.get_help(context))
            found.append(section)
        return found


class Catalogue(Directive):
    """Every theorem that a line may cite: its name, its statement, its reference."""

    def run(self) -> list[nodes.Node]:
        from provcheck.catalogue import CATALOGUE

        listed = nodes.definition_list()
        for name, theorem in CATALOGUE.items():
            item = nodes.definition_list_item()
            item += nodes.term("", "", nodes.literal(text=name))
            reference = nodes.paragraph("", "", nodes.emphasis(text=theorem.reference))
            item += nodes.definition("", nodes.paragraph(text=theorem.statement), reference)
            listed += item
        return [listed]


def _block(text: str) -> nodes.Node:
    return nodes.literal_block(text, text, language="text")


def setup(app: Any) -> dict[str, bool]:
    app.add_directive("commands", Commands)
    app.add_directive("catalogue", Catalogue)
    return {"parallel_read_safe": True}
