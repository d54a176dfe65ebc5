"""How the site is built: `sphinx-build docs site` after `pip install -e ".[docs]"`."""

import sys
from pathlib import Path

from provcheck import __version__

sys.path.insert(0, str(Path(__file__).parent / "_site"))

project = "provcheck"
copyright = "the authors of provcheck"
version = release = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "docstrings",
    "listings",
]
html_theme = "furo"
html_title = f"provcheck {version}"
pygments_style = "xcode"  # what a command prints is black, not grey
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
exclude_patterns = ["tutorial.ipynb"]  # to download; the page is tutorial.md
default_role = "code"

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings say shapes and ranges
autodoc_inherit_docstrings = False
napoleon_numpy_docstring = False
napoleon_custom_sections = ["Source", "Arguments", "Values"]
