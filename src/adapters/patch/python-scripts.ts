/** Small programs for the chosen interpreter. `runScript` defines `answer`, `json` and `sys` before them. */

/**
 * Takes names of modules and answers {python, missing, folder, version, editable, leftover}: its own version, which of
 * the modules are not there, the mergekit that an import would find, and what the package metadata that owns this very
 * folder says. Metadata of another copy says nothing about it.
 */
export const probeScript = `
import os, importlib.util, importlib.metadata
from urllib.parse import urlparse
from urllib.request import url2pathname

def same(a, b):
    try:
        return os.path.samefile(a, b)
    except OSError:
        return False

def checkout(dist):
    try:
        info = json.loads(dist.read_text("direct_url.json") or "{}")
        if info.get("dir_info", {}).get("editable") and info["url"].startswith("file:"):
            return url2pathname(urlparse(info["url"]).path)
    except (ValueError, KeyError, AttributeError):
        pass
    return None

def owner(folder):
    for dist in importlib.metadata.distributions(name="mergekit"):
        version = dist.metadata["Version"] if dist.metadata else None
        source = checkout(dist)
        if source is not None:
            try:
                inside = os.path.commonpath([os.path.realpath(folder), os.path.realpath(source)])
            except ValueError:
                continue
            if same(inside, source):
                return version, source
        elif same(dist.locate_file("mergekit"), folder):
            return version, None
    return None, None

spec = importlib.util.find_spec("mergekit")
folder = version = editable = None
if spec is not None and spec.origin and spec.submodule_search_locations:
    folder = os.path.abspath(list(spec.submodule_search_locations)[0])
    version, editable = owner(folder)
leftover = None
if spec is not None and folder is None:
    for remains in spec.submodule_search_locations or []:
        if os.path.isdir(os.path.join(remains, ".mergescope")):
            leftover = remains
answer({
    "python": ".".join(map(str, sys.version_info[:3])),
    "missing": [name for name in json.loads(sys.argv[1]) if importlib.util.find_spec(name) is None],
    "folder": folder,
    "version": version,
    "editable": editable,
    "leftover": leftover,
})
`

/**
 * Takes {location, files: {path: sha256 or null}, byImport, own} and answers {wrong, importError}. The code that
 * Python would load, from a .pyc where it trusts one, must be the code of the bytes on disk. They are imported as
 * merges import them, with `mergescope` from the folder `own`: what few merges use is most of mergekit's import.
 */
export const confirmScript = `
import os, hashlib, importlib, importlib.machinery

asked = json.loads(sys.argv[1])
wrong, import_error = [], None

def name_of(path):
    return path[:-3].replace("/", ".")

for path, expected in asked["files"].items():
    full = os.path.join(asked["location"], path)
    if expected is None:
        if os.path.lexists(full):
            wrong.append(path + " is still there")
        continue
    with open(full, "rb") as stream:
        data = stream.read()
    if hashlib.sha256(data).hexdigest() != expected:
        wrong.append(path + " has other bytes than were written")
        continue
    try:
        loaded = importlib.machinery.SourceFileLoader(name_of(path), full).get_code(name_of(path))
    except SyntaxError:
        continue
    try:
        stale = loaded != compile(data, full, "exec", dont_inherit=True)
    except SyntaxError:
        stale = True
    if stale:
        wrong.append("Python runs stale bytecode instead of " + path)

if asked["byImport"] and not wrong:
    sys.path.append(asked["own"])
    from mergescope.deferred_imports import deferring_imports
    for path in asked["files"]:
        full = os.path.join(asked["location"], path)
        try:
            with deferring_imports():
                module = importlib.import_module(name_of(path))
        except BaseException as error:
            import_error = type(error).__name__ + ": " + str(error).split("\\n")[0][:300]
            break
        if not os.path.samefile(module.__file__, full):
            wrong.append("Python imports " + module.__file__ + " instead of " + full)

answer({"wrong": wrong, "importError": import_error})
`

/**
 * Holds an exclusive lock on the file argv[1] until stdin closes, waiting at most argv[2] seconds for it. The
 * system frees it whatever dies, so no lock is ever stale. A holder may remove the file; whoever then got a
 * lock on the removed one tries again.
 */
export const lockScript = `
import sys, os, time, fcntl

path, limit = sys.argv[1], float(sys.argv[2])
deadline = time.monotonic() + limit
while True:
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        handle = os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)
    except FileNotFoundError:
        continue
    except OSError as error:
        print("error", error.errno, flush=True)
        sys.exit()
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.exists(path) and os.path.samestat(os.stat(path), os.fstat(handle)):
            break
    except FileNotFoundError:
        pass
    except BlockingIOError:
        pass
    except OSError as error:
        print("error", error.errno, flush=True)
        sys.exit()
    os.close(handle)
    if time.monotonic() >= deadline:
        print("busy", flush=True)
        sys.exit()
    time.sleep(0.02)
print("held", flush=True)
sys.stdin.read()
`
