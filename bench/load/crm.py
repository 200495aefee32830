"""The CRM with a million contacts of one tenant: pages, search, batches, twenty users, memory."""

import http.client
import json
import random
import statistics
import threading
import time
from pathlib import Path
from urllib.parse import quote

from load.names import person
from load.stage import LOOPBACK, REPOSITORY, BenchError, rss_of, tree
from load.tables import mebibytes

BIG = "big"
OTHERS = 100
BATCH = 1000
LOADERS = 3
SETTLE = 75  # seconds: longer than the pause between two rounds of autovacuum
PAGE = 100
SAMPLE = 200
USERS = 20

PAGE_LIMIT = 10  # ms
SEARCH_LIMIT = 50  # ms
BATCH_LIMIT = 10  # times
MEMORY_LIMIT = 200 << 20

SEARCHES = [
    ("beginning of a common name", "q=maria"),
    ("beginning of two names", "q=" + quote("maria gar")),
    ("a common last name", "q=smith"),
    ("both names turned round", "q=" + quote("garcia maria")),
    ("a common name with a mistake", "q=micheal"),
    ("two names with mistakes", "q=" + quote("micheal schmit")),
    ("accents left out", "q=" + quote("anna muller")),
    ("three letters", "q=mar"),
    ("one letter", "q=m"),
    ("nothing like it", "q=" + quote("xqzzw vwxq")),
    ("beginning of an address", "q=" + quote("c4711")),
    ("common name, rare status", "q=maria&status=archived"),
    ("mistake, one type", "q=micheal&type=company"),
    ("an address", "email=c4711@example.org"),
    ("name, newest first", "name=maria"),
    ("rare status", "status=archived"),
    ("rare status by name", "status=archived&sort=name"),
    ("status and type", "status=lead&type=company"),
    ("a status that there is not", "status=none&sort=name"),
]


def run(stage, options, report):
    """Loads the contacts and measures, one part after the other."""
    count = 20_000 if options.quick else options.contacts
    crm = Crm(stage)
    took = load(crm, count)
    report.table(
        "Contacts made in batches of a thousand",
        ["contacts", "seconds", "contacts/s"],
        [[count + OTHERS * 500, f"{took:.0f}", f"{(count + OTHERS * 500) / took:.0f}"]],
    )
    time.sleep(1 if options.quick else SETTLE)
    pages(crm, count, report)
    searches(crm, report)
    batches(crm, options, report)
    users(crm, options, report)


class Crm:
    """The service as the laptop's stack runs it, with its own PostgreSQL."""

    def __init__(self, stage):
        self.port = stage.free_port()
        admin = stage.free_port()
        # measured without the gateway, whose proof of callers it would ask for
        command = ["env", "IDENTITY_CHECK=off", REPOSITORY / "bin" / "xynergy", "up", "-f", REPOSITORY / "crds/examples/xynergy.yaml"]
        command += ["--only", "crm", "--data", stage.folder / "data", "--crm-port", self.port]
        command += ["--crm-admin-port", admin, "--postgres-port", stage.free_port(), "--redis-port", 0]
        self.stack = stage.start(command, name="stack", cores=stage.proxy_cores + stage.other_cores)
        stage.await_ready(self.stack, admin, "/health/ready", seconds=120, poll=0.1)

    def connect(self, tenant=BIG):
        """A kept-alive connection of a user of a tenant."""
        return Connection(self.port, tenant)

    def process(self):
        """The id of the service's own process."""
        for process_id in tree(self.stack.pid):
            command = Path(f"/proc/{process_id}/cmdline").read_bytes()
            if b"io.xynergy.crm.Main" in command:
                return process_id
        raise BenchError("the CRM does not run")


class Connection:
    """Sends requests one after the other and takes their time."""

    def __init__(self, port, tenant):
        self._http = http.client.HTTPConnection(LOOPBACK, port, timeout=60)
        self._headers = {"X-Xynergy-User": "bench", "X-Xynergy-Tenant": tenant}
        self._headers["Content-Type"] = "application/json"

    def send(self, method, path, body=None):
        """Returns status, body as JSON and milliseconds."""
        begin = time.perf_counter()
        self._http.request(method, path, body=body, headers=self._headers)
        response = self._http.getresponse()
        text = response.read()
        took = (time.perf_counter() - begin) * 1000
        return response.status, json.loads(text) if text else None, took

    def need(self, status, method, path, body=None):
        """Returns body and milliseconds of a request that has to succeed."""
        found, response, took = self.send(method, path, body)
        if found != status:
            raise BenchError(f"{method} {path}: {found} {json.dumps(response)[:500]}")
        return response, took


def contact(chance, number):
    """A contact as JSON; the rare words are rare among the last as among the first."""
    status = chance.choices(["active", "lead", "customer", "archived"], [60, 30, 9.9, 0.1])[0]
    kind = chance.choices(["person", "company"], [92, 8])[0]
    name = person(chance).replace('"', "")
    return (
        f'{{"name":"{name}","email":"c{number}@example.org","status":"{status}","type":"{kind}",'
        f'"source":"import","customFields":{{"city":"Berlin","score":{number % 100}}}}}'
    )


def batch(chance, first):
    """A thousand contacts as the body of a request."""
    contacts = ",".join(contact(chance, first + i) for i in range(BATCH))
    return f'{{"contacts":[{contacts}]}}'.encode()


def load(crm, count):
    """Makes all contacts; returns the seconds that it took."""
    todo = [(BIG, first) for first in range(0, count, BATCH)]
    todo += [(f"other-{i}", i * BATCH) for i in range(0, OTHERS // 2)]
    random.Random(1).shuffle(todo)  # the tenants' rows lie among each other
    lock, failures = threading.Lock(), []

    def work():
        connections = {}
        while not failures:
            with lock:
                if not todo:
                    return
                tenant, first = todo.pop()
            connection = connections.setdefault(tenant, crm.connect(tenant))
            try:
                connection.need(201, "POST", "/contacts/batch", batch(random.Random(first), first))
            except (OSError, BenchError) as error:
                failures.append(error)

    begin = time.monotonic()
    threads = [threading.Thread(target=work) for _ in range(LOADERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise BenchError(f"contacts could not be made: {failures[0]}")
    return time.monotonic() - begin


def pages(crm, count, report):
    """Goes through all contacts and takes the time of the first, middle and last pages."""
    rows = []
    for sort in ("-createdAt", "name", "updatedAt"):
        times, seen = walk(crm, sort)
        if len(seen) != count:
            raise BenchError(f"sort={sort} gave {len(seen)} contacts of {count}")
        middle = len(times) // 2
        parts = {
            "first": times[:SAMPLE],
            "middle": times[middle : middle + SAMPLE],
            "last": times[-SAMPLE:],
        }
        rows += [[sort, part, len(of), *quantiles(of)] for part, of in parts.items()]
        slowest = max(statistics.median(of) for of in parts.values())
        report.target(
            f"a page of {PAGE}, sort={sort}, the slowest of first, middle and last",
            f"< {PAGE_LIMIT} ms",
            f"{slowest:.1f} ms (p50)",
            slowest < PAGE_LIMIT,
        )
    title = f"Pages of {PAGE} over {count} contacts"
    report.table(title, ["order", "pages", "number", "p50 ms", "p99 ms"], rows)


def walk(crm, sort):
    """Returns the time of each page, and the ids of all contacts."""
    connection = crm.connect()
    for _ in range(SAMPLE):
        connection.need(200, "GET", f"/contacts?limit={PAGE}&sort={sort}")
    times, seen, cursor = [], set(), ""
    while True:
        path = f"/contacts?limit={PAGE}&sort={sort}{cursor}"
        response, took = connection.need(200, "GET", path)
        times.append(took)
        for item in response["items"]:
            if item["id"] in seen:
                raise BenchError(f"sort={sort} gave {item['id']} twice")
            seen.add(item["id"])
        if not answer["hasMore"]:
            return times, seen
        cursor = "&cursor=" + response["nextCursor"]


def searches(crm, report):
    """Takes the time of each kind of search."""
    connection = crm.connect()
    rows, worst = [], 0
    for what, query in SEARCHES:
        for _ in range(10):
            connection.need(200, "GET", f"/contacts?{query}")
        results = [connection.need(200, "GET", f"/contacts?{query}") for _ in range(50)]
        times = [took for _, took in results]
        found = results[0][0]
        more = "+" if found["hasMore"] else ""
        rows.append([what, f"`{query}`", f"{len(found['items'])}{more}", *quantiles(times)])
        worst = max(worst, statistics.median(times))
    report.table("Searches, pages of 50", ["search", "query", "found", "p50 ms", "p99 ms"], rows)
    report.target(
        "the slowest kind of search", f"< {SEARCH_LIMIT} ms", f"{worst:.1f} ms (p50)", worst < SEARCH_LIMIT
    )


def batches(crm, options, report):
    """Makes a thousand contacts one by one and at once, in turn."""
    connection = crm.connect("batches")
    singles, wholes = [], []
    for number in range(1 if options.quick else options.rounds):
        chance = random.Random(number)
        bodies = [contact(chance, number * BATCH + i).encode() for i in range(BATCH)]
        singles.append(sum(connection.need(201, "POST", "/contacts", body)[1] for body in bodies))
        body = batch(chance, number * BATCH)
        wholes.append(connection.need(201, "POST", "/contacts/batch", body)[1])
    ratio = statistics.median(singles) / statistics.median(wholes)
    report.table(
        "A thousand contacts",
        ["how", "median ms", "best ms", "worst ms"],
        [
            [name, f"{statistics.median(of):.0f}", f"{min(of):.0f}", f"{max(of):.0f}"]
            for name, of in (("one by one", singles), ("in a batch", wholes))
        ],
    )
    report.target(
        "a batch of a thousand against a thousand single requests",
        f"≥ {BATCH_LIMIT} × faster",
        f"{ratio:.0f} ×",
        ratio >= BATCH_LIMIT,
    )


def users(crm, options, report):
    """Lets twenty users do what users do, and reads the service's memory meanwhile."""
    seconds = 5 if options.quick else 60
    times, failures, lock = {}, [], threading.Lock()
    end = time.monotonic() + seconds

    def work(number):
        chance = random.Random(number)
        connection = crm.connect()
        items = connection.need(200, "GET", f"/contacts?limit={PAGE}")[0]["items"]
        ids = [item["id"] for item in items]
        while time.monotonic() < end:
            what, method, path, body = wish(chance, ids)
            status, response, took = connection.send(method, path, body)
            with lock:
                times.setdefault(what, []).append(took)
                if status >= 400:
                    failures.append((what, status, response))

    threads = [threading.Thread(target=work, args=(i,)) for i in range(USERS)]
    for thread in threads:
        thread.start()
    process, most = crm.process(), 0
    while any(thread.is_alive() for thread in threads):
        most = max(most, rss_of(process))
        time.sleep(0.2)
    total = sum(len(of) for of in times.values())
    rows = [[what, len(of), *quantiles(of)] for what, of in sorted(times.items())]
    rows.append(["all", total, *quantiles([took for of in times.values() for took in of])])
    title = f"{USERS} users for {seconds} s: {total / seconds:.0f} requests/s"
    report.table(title, ["request", "number", "p50 ms", "p99 ms"], rows)
    report.target(f"failed requests of {USERS} users", "0", len(failures), not failures)
    report.target(
        f"resident memory with {USERS} users",
        f"≤ {mebibytes(MEMORY_LIMIT)} MiB",
        f"{mebibytes(most)} MiB",
        most <= MEMORY_LIMIT,
    )
    report.raw("failures", failures[:20])


def wish(chance, ids):
    """What a user does next: mostly looks, sometimes changes."""
    dice = chance.random()
    if dice < 0.5:
        return "read", "GET", f"/contacts/{chance.choice(ids)}", None
    if dice < 0.7:
        return "list", "GET", f"/contacts?limit=50&status={chance.choice(['lead', 'active'])}", None
    if dice < 0.85:
        return "search", "GET", "/contacts?" + chance.choice(SEARCHES)[1], None
    if dice < 0.93:
        return "create", "POST", "/contacts", contact(chance, chance.randrange(10**9)).encode()
    if dice < 0.99:
        body = b'{"interactionCount":%d}' % chance.randrange(1000)
        return "change", "PATCH", f"/contacts/{chance.choice(ids)}", body
    return "batch", "POST", "/contacts/batch", batch(chance, chance.randrange(10**9))


def quantiles(times):
    """Median and 99th percentile with one decimal."""
    ordered = sorted(times)
    return f"{statistics.median(ordered):.1f}", f"{ordered[int(len(ordered) * 0.99)]:.1f}"
