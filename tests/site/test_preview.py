"""A save in the preview rebuilds what it touches, and the whole site where it must."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from site_tools.blocks import ROOT

HOOKS = ROOT / "site_tools" / "preview.py"
SETTINGS = """
site_name: Preview
theme: mkdocs
hooks: ["{hooks}"]
watch: ["{root}/snippets"]
extra_css: [site.css]
markdown_extensions:
  - pymdownx.snippets: {{base_path: ["{root}"], check_paths: true}}
"""
PAGES = {
    "docs/index.md": "# Home\n",
    "docs/first.md": "# First\n\ntext\n",
    "docs/second.md": '# Second\n\n```python\n--8<-- "snippets/sum.py"\n```\n',
    "docs/site.css": "p { color: black }\n",
    "snippets/sum.py": "print(1 + 1)\n",
}


class Preview:
    """A site in the preview: files to be saved, pages to look at."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.whole, self.clock = root, 0, 0
        for name, text in PAGES.items():
            self.write(name, text)
        settings = SETTINGS.format(hooks=HOOKS, root=root)
        self.write("mkdocs.yml", settings)
        config = self.config()
        (hooks,) = config.hooks.values()
        monkeypatch.setattr(hooks, "ROOT", root)
        monkeypatch.setattr(hooks.font, "write_whole", lambda site: None)
        hooks.on_startup("serve", dirty=False)
        build(config)
        server = SimpleNamespace(builder=None)
        self.rebuild = hooks.on_serve(server, config, self.build_all).builder

    def config(self):
        return load_config(str(self.root / "mkdocs.yml"))

    def build_all(self) -> None:
        self.whole += 1
        build(self.config())

    def write(self, name: str, text: str) -> None:
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        self.clock += 1  # a file system's clock may be coarser than a test is fast
        os.utime(file, (self.clock, self.clock))

    def save(self, name: str, text: str) -> set[str]:
        """Save a file; return the site's files that were written for it."""
        site = self.root / "site"
        for file in site.rglob("*.*"):
            os.utime(file, (1, 1))
        self.write(name, text)
        self.rebuild()
        written = (file for file in site.rglob("*.*") if file.stat().st_mtime > 1)
        return {file.relative_to(site).as_posix() for file in written}

    def read(self, name: str) -> str:
        return (self.root / "site" / name).read_text(encoding="utf-8")


@pytest.fixture
def preview(tmp_path, monkeypatch) -> Preview:
    return Preview(tmp_path, monkeypatch)


def test_a_saved_page_is_rendered_alone(preview):
    assert preview.save("docs/first.md", "# First\n\nnew\n") == {"first/index.html"}
    assert "<p>new</p>" in preview.read("first/index.html")
    assert not preview.whole


def test_a_saved_program_is_rendered_with_the_pages_that_include_it(preview):
    written = preview.save("snippets/sum.py", "print(2 + 40)\n")
    assert written == {"second/index.html"}
    assert "40" in preview.read("second/index.html")


def test_a_saved_style_sheet_is_copied(preview):
    assert preview.save("docs/site.css", "p { color: navy }\n") == {"site.css"}
    assert "navy" in preview.read("site.css")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("docs/first.md", "# Another title\n"),
        ("docs/third.md", "# Third\n"),
        ("snippets/unused.py", "print(3)\n"),
        ("mkdocs.yml", SETTINGS.replace("Preview", "Other")),
    ],
)
def test_what_other_pages_show_rebuilds_the_site(preview, name, text):
    text = text.format(hooks=HOOKS, root=preview.root)
    assert "index.html" in preview.save(name, text)
    assert preview.whole == 1


def test_after_a_mistake_the_site_is_whole_again(preview):
    missing = '# Second\n\n```python\n--8<-- "snippets/none.py"\n```\n'
    with pytest.raises(Exception, match="snippets/none"):
        preview.save("docs/second.md", missing)
    assert preview.save("docs/second.md", "# Second\n\nmended\n")
    assert "mended" in preview.read("second/index.html")
    assert "text" in preview.read("first/index.html")
