"""The site's configuration; `nox -s docs` builds it twice, in English and in Chinese.

The folder of sources is the repository's root: pages are the assignments' own files, and nothing is
copied. `extensions/` holds what Sphinx lacks for that.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs" / "extensions"))

project = "A deep-learning course that runs"
language = os.environ.get("SITE_LANGUAGE", "en")
author = {"zh_CN": "本课程的贡献者"}.get(language, "the course's contributors")
project_copyright = f"2026, {author}"
root_doc = "docs/index"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_design",
    "sphinx_copybutton",
    "sphinx-mathjax-offline",
    "docstrings",
    "pages",
    "code_pages",
    "translations",
    "chinese_search",
]
PAGES = (
    "docs/**.md README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md shared/README.md "
    "shared/src/shared/grading/README.md *_*/README.md *_*/lessons/*.md *_*/notes/*.md"
)
include_patterns = os.environ.get("SITE_PAGES", PAGES).split()  # fewer while one writes
exclude_patterns = [
    ".*",
    "work0?",
    "*/results",
    "*/runs",
    "*/tests",
    "*/grading",
    "*/notebooks",
    "_site",
]
templates_path = ["templates"]

# What is written in the pages
myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath", "html_image"]
myst_dmath_allow_digits = False
myst_dmath_allow_space = False
myst_heading_anchors = 5
myst_url_schemes = {"http": None, "https": None, "mailto": None, "site": None}
default_role = "code"
nb_execution_mode = "cache"
nb_execution_cache_path = str(ROOT / ".nox" / "site" / "cells")
nb_execution_raise_on_error = True
nb_merge_streams = True
suppress_warnings = ["misc.highlighting_failure"]  # an ellipsis in an example

# MathJax comes with sphinx-mathjax-offline. Its menu is off: the menu's explorer would ask another host.
mathjax3_config = {"options": {"enableMenu": False}}

# The API of shared
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
python_maximum_signature_line_length = 88

# Once a week: `nox -s docs -- external`. These hosts answer browsers only.
linkcheck_ignore = [r"https://www\.kaggle\.com/", r"https://doi\.org/"]
linkcheck_anchors = False
linkcheck_timeout = 20

# Translations: docs/locales/<language>/LC_MESSAGES/<page>.po
locale_dirs = ["docs/locales"]  # from the folder of sources
gettext_compact = False
gettext_location = False
gettext_uuid = False

# The look
html_theme = "pydata_sphinx_theme"
html_title = {"zh_CN": "跑得起来的深度学习课"}.get(language, project)
html_static_path = ["static"]
html_css_files = ["course.css"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "navbar_align": "left",
    "collapse_navigation": True,
    "logo": {"text": {"zh_CN": "深度学习课"}.get(language, "Deep learning")},
    "search_bar_text": {"zh_CN": "搜索"}.get(language, "Search"),
    "navbar_persistent": ["language", "search-button"],
    "navbar_end": ["theme-switcher"],
    "header_links_before_dropdown": 7,
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "show_prev_next": True,
}
html_sidebars = {f"docs/{page}": [] for page in ("index", "demos", "glossary")}  # none is below
