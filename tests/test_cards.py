"""A card says what the claim says, and is found only under the content it was made for."""

import pytest

from provcheck.cards import card_of, keep_card, kept_card
from provcheck.files import cache_directory
from provcheck.library import Library

NAME = "sums2024/theorem1/square"


@pytest.fixture
def card(sums):
    library = Library([sums])
    return card_of(library.claim(next(n for n in library.entries if n.startswith("sums2024/"))))


def test_a_kept_card_is_the_same_and_of_no_other_content(card):
    keep_card(card, "content")
    assert kept_card(card.name, "content") == card
    assert kept_card(card.name, "changed") is None
    assert kept_card("sums2024/other", "content") is None


def test_rows_without_a_text_are_left_out(card):
    labels = [label for label, _ in card.rows]
    assert labels[0] == "source" and "statement" in labels and all(text for _, text in card.rows)


def test_a_damaged_card_is_made_again(card):
    keep_card(card, "content")
    for file in (cache_directory() / "cards").iterdir():
        file.write_text('{"name": 3}')
    assert kept_card(card.name, "content") is None


def test_an_edited_claim_is_shown_as_it_stands(provcheck, new_pack, sums):
    text = (sums / "theorem1.py").read_text()
    folder = new_pack("edited2024", text.replace("sums2024", "edited2024"))
    name = next(n for n in Library([folder]).entries if n.startswith("edited2024/"))
    title = Library([folder]).entries[name].title
    assert title in provcheck("show", name, "--pack", folder).out
    changed = (folder / "theorem1.py").read_text().replace(title, "quite another title")
    (folder / "theorem1.py").write_text(changed)
    assert "quite another title" in provcheck("show", name, "--pack", folder).out
    assert "quite another title" in provcheck("list", "--pack", folder).out
