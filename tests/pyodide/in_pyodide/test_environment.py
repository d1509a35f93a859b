"""A worker's files, modules and settings are those of the client."""

import asyncio
import importlib
import io
import os
import shutil
import sys
import zipfile

import pytest
from waiting import ended

import backlit


@pytest.fixture
def app(tmp_path_factory):
    """The folder of an app: the client imports from it and works in it."""
    folder = tmp_path_factory.mktemp("app")
    before = os.getcwd()
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    modules = set(sys.modules)
    yield folder
    os.chdir(before)
    sys.path.remove(str(folder))
    for name in set(sys.modules) - modules:
        del sys.modules[name]
    shutil.rmtree(folder)


async def result(function, *args, **kwargs):
    return (await ended(backlit.run(function, *args, **kwargs))).result


def use(module):
    """The module as the client has it, imported anew."""
    for name in [name for name in sys.modules if name.split(".")[0] == module]:
        del sys.modules[name]
    importlib.invalidate_caches()
    return importlib.import_module(module)


async def test_a_module_of_the_app(app):
    (app / "jobs.py").write_text("def job(): return __file__, __name__")
    assert await result(use("jobs").job) == (str(app / "jobs.py"), "jobs")


async def test_a_module_that_is_edited_between_two_runs(app):
    for n in range(5):
        (app / "jobs.py").write_text(f"def job(): return {n}")
        assert await result(use("jobs").job) == n


async def test_an_edited_module_that_other_modules_use(app):
    (app / "first.py").write_text("from settings import VALUE\ndef job(): return VALUE")
    (app / "second.py").write_text("import settings\ndef job(): return settings.VALUE")
    (app / "third.py").write_text("import first\ndef job(): return first.job()")
    for value in (1, 2):
        (app / "settings.py").write_text(f"VALUE = {value}")
        for name in ("first", "second", "third"):
            assert await result(use(name).job) == value


async def test_an_edited_module_of_a_package(app):
    package = app / "package"
    (package / "inner").mkdir(parents=True)
    (package / "__init__.py").write_text("from .inner.values import VALUE")
    (package / "inner" / "__init__.py").write_text("")
    (package / "jobs.py").write_text("from . import VALUE\ndef job(): return VALUE")
    for value in (1, 2):
        (package / "inner" / "values.py").write_text(f"VALUE = {value}")
        use("package")
        assert await result(importlib.import_module("package.jobs").job) == value


async def test_a_script_s_function_that_uses_an_edited_module(app):
    def job():
        import settings

        return settings.VALUE

    async def job_later():
        await asyncio.sleep(0)
        return job()

    for value in (1, 2):
        (app / "settings.py").write_text(f"VALUE = {value}")
        assert await result(job) == value
        assert await result(job_later) == value


async def test_a_new_and_a_deleted_module(app):
    def job():
        import late

        return late.VALUE

    task = await ended(backlit.run(job))
    assert isinstance(task.error, ModuleNotFoundError)
    (app / "late.py").write_text("VALUE = 1")
    assert await result(job) == 1
    (app / "late.py").unlink()
    assert isinstance((await ended(backlit.run(job))).error, ModuleNotFoundError)
    (app / "late.py").write_text("VALUE = 2")
    assert await result(job) == 2


async def test_a_module_that_was_renamed(app):
    def job(name):
        return importlib.import_module(name).VALUE

    (app / "old.py").write_text("VALUE = 1")
    assert await result(job, "old") == 1
    (app / "old.py").rename(app / "new.py")
    assert await result(job, "new") == 1
    assert isinstance((await ended(backlit.run(job, "old"))).error, ModuleNotFoundError)


async def test_folders_that_the_client_adds_to_its_path(app):
    library = app / "library"
    library.mkdir()
    (library / "extra.py").write_text("VALUE = 5")

    def job():
        import extra

        return extra.VALUE, sys.path[-1]

    sys.path.append(str(library))
    try:
        assert await result(job) == (5, str(library))
    finally:
        sys.path.remove(str(library))
    assert await result(lambda: sys.path) == sys.path


async def test_a_folder_that_is_removed(app):
    (app / "data").mkdir()
    (app / "data" / "a.txt").write_text("a")
    assert await result(os.listdir, "data") == ["a.txt"]
    shutil.rmtree(app / "data")
    assert await result(os.path.exists, "data/a.txt") is False


async def test_data_files_by_relative_paths(app):
    (app / "data.csv").write_text("a,b\n1,2\n")

    def job():
        with open("data.csv") as file:
            return os.getcwd(), file.read()

    assert await result(job) == (str(app), "a,b\n1,2\n")
    (app / "data.csv").write_text("a,b\n3,4\n")
    assert (await result(job))[1] == "a,b\n3,4\n"
    with open(app / "data.csv", "a") as file:
        file.write("5,6\n")
    assert (await result(job))[1] == "a,b\n3,4\n5,6\n"


async def test_a_large_file_that_grows(app):
    with open(app / "large.bin", "wb") as file:
        for n in range(5):
            file.write(bytes([n]) * 300_000)
            file.flush()
            assert await result(os.path.getsize, "large.bin") == 300_000 * (n + 1)


async def test_the_client_changes_its_working_directory(app):
    (app / "inner").mkdir()
    (app / "inner" / "here.txt").write_text("x")
    os.chdir(app / "inner")
    assert await result(os.getcwd) == str(app / "inner")
    assert await result(os.path.exists, "here.txt") is True


async def test_what_a_task_writes_stays_in_its_worker(app):
    (app / "data.txt").write_text("the client's")

    def write():
        with open("data.txt", "r+") as file:
            before = file.read()
            file.seek(0)
            file.write("THE TASK")
        with open("data.txt") as file:
            return before, file.read()

    def append():
        with open("data.txt", "a") as file:
            file.write("!")
        with open("data.txt") as file:
            return file.read()

    def truncate():
        os.truncate("data.txt", 3)
        with open("data.txt") as file:
            return file.read()

    assert await result(write) == ("the client's", "THE TASKnt's")
    assert (app / "data.txt").read_text() == "the client's"
    (app / "data.txt").write_text("the client's")
    assert await result(append) == "the client's!"
    (app / "data.txt").write_text("the client's")
    assert await result(truncate) == "the"
    assert (app / "data.txt").read_text() == "the client's"
    assert (await asyncio.gather(*(backlit.run(os.path.getsize, "data.txt") for _ in range(8))))[0]


async def test_the_client_reads_its_file_while_tasks_write_theirs(app):
    (app / "data.txt").write_text("a" * 10_000)

    def job(n):
        with open("data.txt", "r+") as file:
            file.write(str(n) * 10_000)
        with open("data.txt") as file:
            return set(file.read()) == {str(n)}

    assert await asyncio.gather(*(backlit.run(job, n) for n in range(8))) == [True] * 8
    assert (app / "data.txt").read_text() == "a" * 10_000


async def test_environment_variables():
    assert await result(os.environ.get, "HOME") == os.environ["HOME"]


async def test_a_function_runs_in_a_task_of_asyncio_where_streamlit_is(app):
    """Streamlit, as stlite has it, looks for the current one."""
    (app / "streamlit.py").touch()

    def current():
        return asyncio.current_task().done()

    assert await result(current) is False


def wheel(name, source):
    """The bytes of a pure wheel."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"{name}/__init__.py", source)
        info = f"{name}-1.0.dist-info"
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return file.getvalue()


async def test_a_package_that_is_installed_later():
    import site

    import pyodide_js
    from pyodide.ffi import to_js

    def job():
        import late_package

        return late_package.VALUE

    assert isinstance((await ended(backlit.run(job))).error, ModuleNotFoundError)
    content = to_js(wheel("late_package", "VALUE = 7"))
    folder = site.getsitepackages()[0]
    pyodide_js.unpackArchive(content.buffer, "wheel", extractDir=folder)
    assert await result(job) == 7
    importlib.invalidate_caches()
    from importlib.metadata import version

    assert await result(version, "late_package") == version("late_package") == "1.0"
    shutil.rmtree(f"{folder}/late_package")
    shutil.rmtree(f"{folder}/late_package-1.0.dist-info")


@pytest.mark.once
@pytest.mark.packages("micropip")
async def test_a_wheel_that_micropip_installs(app):
    import micropip

    (app / "micro_package-1.0-py3-none-any.whl").write_bytes(wheel("micro_package", "VALUE = 8"))
    await micropip.install(f"emfs:{app}/micro_package-1.0-py3-none-any.whl")

    def job():
        import micro_package

        return micro_package.VALUE

    assert await result(job) == 8


@pytest.mark.once
@pytest.mark.packages("scipy")
async def test_compiled_extensions_with_shared_libraries():
    def job():
        import numpy as np
        from scipy import linalg, optimize

        matrix = np.array([[2.0, 1.0], [1.0, 3.0]])
        _, lower, upper = linalg.lu(matrix)
        root = optimize.brentq(lambda x: x * x - 2, 0, 2)
        return np.allclose(lower @ upper, matrix), round(root, 6)

    assert await result(job) == (True, 1.414214)
