"""The workflows in .github/workflows: what they run exists, they may do little."""

import json
import os
import re
import subprocess

import pytest
import yaml

from site_tools.blocks import ROOT

# BaseLoader: otherwise the key `on` is read as true.
WORKFLOWS = {
    path.stem: yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    for path in (ROOT / ".github" / "workflows").glob("*.yml")
}
JOBS = [job for workflow in WORKFLOWS.values() for job in workflow["jobs"].values()]
STEPS = [step for job in JOBS for step in job["steps"]]
RUNS = [step["run"] for step in STEPS if "run" in step]
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def planned(*arguments: str) -> list[str]:
    """What make would run; nothing of a make around this test is passed on."""
    around = {"MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS", "CONSTRAINTS"}
    kept = os.environ.keys() - around
    done = subprocess.run(
        ["make", "-n", *arguments],
        cwd=ROOT,
        env={name: os.environ[name] for name in kept},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def set_up(*arguments: str) -> str:
    return "\n".join(planned("-W", "pyproject.toml", "setup", *arguments))


def test_the_workflows_are_these():
    assert set(WORKFLOWS) == {"site", "newest"}


def test_make_has_every_target_that_a_workflow_runs():
    commands = "\n".join([*RUNS, CI])
    targets = re.findall(r"^\s*make ([a-z-]+)", commands, flags=re.M)
    assert {"test", "build"} <= set(targets)
    for target in targets:
        assert re.search(rf"^{target}:", MAKEFILE, flags=re.M), target
    for script in re.findall(r"^\s*(\.[\w/]+)", "\n".join(RUNS), flags=re.M):
        if not script.startswith(".venv/"):
            assert (ROOT / script).is_file(), script


def test_actions_are_github_s_own_and_pinned_to_a_version():
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert len(used) >= 8
    for action in used:
        assert re.fullmatch(r"actions/[a-z-]+@v\d+", action), action


def test_only_publishing_may_write_and_only_from_main():
    for name, workflow in WORKFLOWS.items():
        assert workflow["permissions"] == {"contents": "read"}, name
        assert "pull_request_target" not in workflow["on"], "it runs with a write token"
        for job in workflow["jobs"].values():
            granted = job.get("permissions", {})
            if "write" in granted.values():
                assert granted == {"pages": "write", "id-token": "write"}
                assert job["if"] == "github.ref == 'refs/heads/main'"
                assert not [step for step in job["steps"] if "run" in step]
    for step in STEPS:
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false"


def test_no_text_of_others_becomes_part_of_a_command():
    """An expression inside a command is pasted into it; an environment is safe."""
    assert not [run for run in RUNS if "${{" in run]
    assert "secrets." not in str(WORKFLOWS)


def test_the_site_is_built_after_the_tests_with_its_history_and_addresses():
    steps = WORKFLOWS["site"]["jobs"]["build"]["steps"]
    assert steps[0]["with"]["fetch-depth"] == "0"
    runs = [step.get("run") for step in steps]
    build = steps[runs.index("make build")]
    assert runs.index(".ci/run") < runs.index("make build")
    assert set(build["env"]) == {"SITE_URL", "REPO_URL"}
    cached = next(s for s in steps if s.get("uses", "").startswith("actions/cache@"))
    folders = cached["with"]["path"].split()
    assert set(folders) > {".cache/figures", ".cache/labs", ".cache/tex"}
    assert ".cache" not in folders, "an old record of passed tests is no record"


def test_the_newest_versions_are_really_the_newest():
    runs = [s.get("run") for s in WORKFLOWS["newest"]["jobs"]["test"]["steps"]]
    assert ".ci/run CONSTRAINTS=" in runs
    assert 'make test "$@"' in CI
    assert "schedule" in WORKFLOWS["newest"]["on"]
    newest, pinned = set_up("CONSTRAINTS="), set_up()
    assert "pip install --disable-pip-version-check -c constraints.txt" in pinned
    assert "npm ci" in pinned
    assert "constraints" not in newest
    assert "npm install --no-package-lock" in newest


@pytest.mark.parametrize("kind", ["dependencies", "devDependencies"])
def test_package_json_holds_ranges_and_its_lock_versions(kind):
    wanted = json.loads((ROOT / "package.json").read_text())[kind]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert locked[""][kind] == wanted
    for name, version in wanted.items():
        assert version[0] in "^~", f"{name}: {version} leaves no newer version"
        assert locked[f"node_modules/{name}"]["version"]


def test_the_lock_of_package_json_is_whole():
    """As `npm ci` demands; an installation for one system alone leaves others out."""
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for place, package in locked.items():
        for kind in ("dependencies", "optionalDependencies"):
            for name in package.get(kind, ()):
                places = (f"node_modules/{name}", f"{place}/node_modules/{name}")
                assert any(p in locked for p in places), f"{place} needs {name}"


def test_the_record_of_passed_tests_is_the_last_step():
    *_, tests, record = planned("test")
    assert "-m pytest" in tests
    assert record == "python -m site_tools.verified"
