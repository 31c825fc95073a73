"""A site of made-up pages, as large as asked for, that weigh what real ones do.

A page of the site has on average 83 formulas (5 of them displayed; every second one
stands elsewhere too), 13 blocks of Python, 5 folded answers, 3 pairs of tabs, 2 tables,
2 boxes and 2 200 words; so has one of these. The blocks are cut from the package, prose
and formulas are drawn from a seeded generator.
"""

import re
import shutil
from pathlib import Path
from random import Random

import yaml

ROOT = Path(__file__).resolve().parent.parent
OURS = ("hooks", "watch", "extra", "extra_css", "extra_javascript")
LETTERS = ("x", "y", "s", "p", "w", "W", "h", "d", r"\alpha", r"\sigma", r"\theta", "z")


class _Writer:
    """One page after another, always the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.known: list[str] = []
        sources = sorted((ROOT / "src" / "mlnotes").rglob("*.py"))
        texts = [path.read_text(encoding="utf-8") for path in sources]
        prose = (ROOT / "docs" / "linear" / "softmax.md").read_text(encoding="utf-8")
        self.words = re.findall(r"\b[a-z]+\b", prose)
        self.sources = [text.splitlines() for text in texts if text.count("\n") > 60]

    def term(self) -> str:
        letter, index = self.random.choice(LETTERS), self.random.randrange(90)
        return self.random.choice(
            (
                rf"{letter}_{{{index}}}",
                rf"\frac{{{letter}_i}}{{{index} + n}}",
                rf"\mathbf{{{letter[-1]}}}^\top {letter}_{{{index}}}",
                rf"e^{{-{letter}_{index % 9}}}",
                rf"\sqrt{{{letter}_j + {index}}}",
            )
        )

    def equation(self) -> str:
        if self.random.random() < 0.5 and self.known:
            return self.random.choice(self.known)
        self.known.append(f"{self.term()} = {self.term()}")
        return self.known[-1]

    def formula(self) -> str:
        terms = [self.term() for _ in range(4)]
        left, body = " + ".join(terms[:2]), r" \cdot ".join(terms[2:])
        first = rf"{left} &= \sum_{{i=1}}^n {body}"
        return rf"\begin{{aligned}} {first} \\ &\le {terms[0]} \end{{aligned}}"

    def sentence(self, formulas: int = 0) -> str:
        words: list[str] = self.random.choices(self.words, k=18)
        for _ in range(formulas):
            words[self.random.randrange(1, 17)] = f"${self.equation()}$"
        return " ".join(words).capitalize() + "."

    def paragraph(self, formulas: int) -> str:
        return " ".join(self.sentence(formulas) for _ in range(5))

    def code(self, indent: str = "") -> str:
        lines = self.random.choice(self.sources)
        start = self.random.randrange(len(lines) - 50)
        block = ["```python", *lines[start : start + 25], "```"]
        return "\n".join(indent + line for line in block)

    def table(self) -> str:
        rows = [
            f"| ${self.equation()}$ | {self.sentence()} | `(n, d)` |" for _ in range(4)
        ]
        return "\n".join(["| symbol | meaning | shape |", "| --- | --- | --- |", *rows])

    def section(self, number: int) -> str:
        tabs = "\n\n".join(
            f'=== "{name}"\n\n{self.code("    ")}' for name in ("NumPy", "PyTorch")
        )
        parts = [
            f"## {self.sentence()[:30].strip()} {number}",
            self.paragraph(2),
            f"$$\n{self.formula()}\n$$",
            self.paragraph(1),
            tabs if number < 3 else self.code(),
            self.table() if number < 2 else self.paragraph(0),
            f'??? question "Exercise"\n\n    {self.sentence(0)}\n\n{self.code("    ")}',
            f'!!! note "Remark"\n\n    {self.sentence(1)}' if number < 2 else "",
        ]
        return "\n\n".join(parts)

    def page(self, title: str) -> str:
        sections = [self.section(number) for number in range(5)]
        return "\n\n".join([f"# {title}", self.paragraph(1), *sections]) + "\n"


def write(folder: Path, pages: int, *, ours: bool) -> None:
    """Make a project of ``pages`` pages: ours, or plain Material for MkDocs.

    Both have our mkdocs.yml without its navigation. Plain leaves formulas to the
    browser: it lacks hooks, extensions, plugins, scripts and styles of ours.
    """
    docs = folder / "docs"
    docs.mkdir(parents=True)
    writer = _Writer(seed=0)
    for number in range(pages):
        page = docs / f"chapter-{number // 20:02}" / f"topic-{number % 20:02}.md"
        page.parent.mkdir(exist_ok=True)
        page.write_text(writer.page(f"Topic {number}"), encoding="utf-8")
    (docs / "index.md").write_text(writer.page("Home"), encoding="utf-8")
    shutil.copytree(ROOT / "docs" / "includes", docs / "includes")
    (folder / "mkdocs.yml").write_text(_configuration(ours), encoding="utf-8")
    if ours:
        for part in ("site_tools", "docs/stylesheets", "docs/javascripts"):
            shutil.copytree(ROOT / part, folder / part)
        for part in ("src", "snippets", "figures"):
            (folder / part).mkdir()
        (folder / "figures" / "matplotlibrc").touch()
        for part in ("node_modules", "tests"):
            (folder / part).symlink_to(ROOT / part)
        (docs / "about").mkdir()
        shutil.copy(ROOT / "docs" / "about" / "coverage.toml", docs / "about")


def _configuration(ours: bool) -> str:
    """Edit our mkdocs.yml without resolving its tags."""
    tree = yaml.compose((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    gone = ("nav",) if ours else ("nav", *OURS)
    tree.value = [(key, value) for key, value in tree.value if key.value not in gone]
    if not ours:
        settings = {key.value: value for key, value in tree.value}
        for name in ("markdown_extensions", "plugins"):
            settings[name].value = list(filter(_is_plain, settings[name].value))
        theme = settings["theme"]
        theme.value = [pair for pair in theme.value if pair[0].value != "custom_dir"]
    return yaml.serialize(tree)


def _is_plain(node: yaml.Node) -> bool:
    """Tell what stock Material has from what this site adds."""
    name = node.value if isinstance(node.value, str) else node.value[0][0].value
    return not name.startswith(("site_tools", "mkdocs-jupyter", "offline"))
