"""A net that breaks a claim, in words: what terminals and reports show of such a witness."""

from provcheck.net_words.argument import Line
from provcheck.net_words.words import NetWords, net_lines, net_words

__all__ = ["Line", "NetWords", "net_lines", "net_words"]
