"""The examples of the READMEs and the guides.

A code block whose first line is a comment with a file's name is one. The `text` blocks after it say
what it prints or shows; a sentence before such a block may say which button is clicked first.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

IS_PYODIDE = sys.platform == "emscripten"

HERE = Path(__file__)
FOLDER = HERE.parents[1] / "pages" if IS_PYODIDE else HERE.parents[3]
PAGES = sorted(
    page.relative_to(FOLDER).as_posix()
    for pattern in ("README.md", "pyodide/README.md", "docs/guides/*.md")
    for page in FOLDER.glob(pattern)
)

PARTS = re.compile(r"^#+ ([^\n]*)$|^```(\w+)\n(.*?)^```$|^(After a click[^\n]*):$", re.M | re.S)


@dataclass
class Example:
    """A program, and what it prints or shows.

    Attributes:
        page: Where it is.
        title: Of its section.
        code: The program.
        outputs: What it prints or shows, one after the other.
        clicks: The label of the button that is clicked before each of them, or None.
    """

    page: str
    title: str
    code: str
    outputs: list[str]
    clicks: list[str | None]

    def __str__(self) -> str:
        return f"{self.page}, {self.title}"


def text_of(page: str) -> str:
    """The page as it is written."""
    return (FOLDER / page).read_text("utf-8")


def examples(file_name: str) -> list[Example]:
    """All examples of that file name."""
    return [example for page in PAGES for example in _examples_in(page, file_name)]


def _examples_in(page: str, file_name: str) -> list[Example]:
    found: list[Example] = []
    title, click = "", None
    current: Example | None = None
    for heading, language, block, sentence in PARTS.findall(text_of(page)):
        if heading:
            title, current = heading, None
        elif sentence:
            click = re.findall(r"\*(.+?)\*", sentence)[0]
        elif language == "text" and current is not None:
            current.outputs.append(block)
            current.clicks.append(click)
            click = None
        elif block.startswith("# ") and block.split("\n", 1)[0].endswith(".py"):
            current = None
            if block.startswith(f"# {file_name}\n"):
                current = Example(page, title, block, [], [])
                found.append(current)
    return found
