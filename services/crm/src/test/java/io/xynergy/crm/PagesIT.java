package io.xynergy.crm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagesIT {

    private static final int COUNT = 250;

    private static RunningCrm crm;

    @BeforeAll
    static void start() throws Exception {
        crm = RunningCrm.start();
        List<String> contacts = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            contacts.add(
                    """
                    {"name":"%s Nr %d","email":"c%d@x.org","status":"%s","type":"%s","source":"%s"}
                    """
                            .formatted(
                                    i % 3 == 0 ? "Zoë" : i % 3 == 1 ? "anna" : "Émile",
                                    i / 10,
                                    i,
                                    i % 5 == 0 ? "lead" : "active",
                                    i % 7 == 0 ? "company" : "person",
                                    i % 2 == 0 ? "gmail" : "slack"));
        }
        assertThat(crm.post("acme", "/contacts/batch", contacts.toString()).status())
                .isEqualTo(201);
        for (int i = 0; i < 20; i++) {
            String id =
                    crm.get("acme", "/contacts?email=c" + i * 12 + "@x.org").items("id").getFirst();
            assertThat(crm.patch("acme", "/contacts/" + id, "{\"interactionCount\":1}").status())
                    .isEqualTo(200);
        }
    }

    @AfterAll
    static void stop() {
        crm.close();
    }

    /** All values of a field, page by page. */
    private static List<String> walk(String tenant, String query, String field) throws Exception {
        List<String> all = new ArrayList<>();
        String cursor = "";
        do {
            Reply page = crm.get(tenant, "/contacts?" + query + cursor);
            assertThat(page.status()).as(page.toString()).isEqualTo(200);
            all.addAll(page.items(field));
            boolean more = page.json().get("hasMore").asBoolean();
            assertThat(page.json().get("nextCursor").isNull()).isEqualTo(!more);
            cursor = more ? "&cursor=" + page.nextCursor() : "";
        } while (!cursor.isEmpty());
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"createdAt", "-createdAt", "updatedAt", "-updatedAt", "name", "-name"})
    void pagesGiveAllContactsOnceInTheirOrder(String sort) throws Exception {
        List<String> ids = walk("acme", "limit=17&sort=" + sort, "id");
        assertThat(ids).hasSize(COUNT).doesNotHaveDuplicates();
        List<String> opposite =
                walk(
                        "acme",
                        "limit=100&sort=" + (sort.startsWith("-") ? sort.substring(1) : "-" + sort),
                        "id");
        Collections.reverse(opposite);
        assertThat(ids).containsExactlyElementsOf(opposite);
        List<String> keys = walk("acme", "sort=" + sort, sort.replace("-", ""));
        Comparator<String> order =
                sort.endsWith("name")
                        ? Comparator.comparing(name ->
                                name.replace("ë", "e").replace("É", "e").toLowerCase(Locale.ROOT))
                        : Comparator.comparing(Instant::parse);
        assertThat(keys).isSortedAccordingTo(sort.startsWith("-") ? order.reversed() : order);
    }

    @Test
    void withoutAWordTheNewestComeFirstFiftyAtATime() throws Exception {
        Reply page = crm.get("acme", "/contacts");
        assertThat(page.items("id"))
                .hasSize(50)
                .isEqualTo(crm.get("acme", "/contacts?sort=-createdAt&limit=50").items("id"));
        assertThat(crm.get("acme", "/contacts?limit=100").items("id")).hasSize(100);
        assertThat(crm.get("acme", "/contacts?limit=1").items("id")).hasSize(1);
    }

    @Test
    void theLastPageMayBeFullAndSaysSo() throws Exception {
        Reply last = crm.get("acme", "/contacts?status=lead&limit=50");
        assertThat(last.items("id")).hasSize(50);
        assertThat(last.json().get("hasMore").asBoolean()).isFalse();
        assertThat(last.json().get("nextCursor").isNull()).isTrue();
    }

    @Test
    void filtersHoldOnAllPages() throws Exception {
        assertThat(walk("acme", "limit=7&status=lead", "status")).hasSize(50).containsOnly("lead");
        assertThat(walk("acme", "limit=7&type=company", "type"))
                .hasSize(36)
                .containsOnly("company");
        assertThat(walk("acme", "limit=7&source=slack", "source")).hasSize(125);
        assertThat(walk("acme", "limit=7&status=lead&type=company&source=gmail&sort=name", "id"))
                .hasSize(4);
        assertThat(walk("acme", "limit=7&name=EMILE", "name"))
                .hasSize(83)
                .allMatch(name -> name.startsWith("Émile"));
        assertThat(walk("acme", "limit=7&name=zoe%20nr%202&sort=updatedAt", "name"))
                .allMatch(name -> name.startsWith("Zoë Nr 2"));
        assertThat(walk("acme", "email=C7@X.ORG", "email")).containsExactly("c7@x.org");
        assertThat(walk("acme", "status=none", "id")).isEmpty();
        assertThat(crm.get("acme", "/contacts?email=c7%2Bx@x.org").items("id")).isEmpty();
    }

    @Test
    void changesSinceATimeAreFound() throws Exception {
        List<String> times = walk("acme", "sort=-updatedAt", "updatedAt");
        String since = URLEncoder.encode(times.get(9), StandardCharsets.UTF_8);
        assertThat(walk("acme", "limit=3&sort=updatedAt&updatedSince=" + since, "updatedAt"))
                .hasSize(10);
        assertThat(walk("acme", "updatedSince=2100-01-01T00:00:00%2B02:00", "id")).isEmpty();
    }

    @Test
    void aCursorIsGoodForItsOwnQueryOnly() throws Exception {
        String cursor = crm.get("acme", "/contacts?limit=5&status=active").nextCursor();
        assertThat(crm.get("acme", "/contacts?limit=9&status=active&cursor=" + cursor).items("id"))
                .hasSize(9);
        for (String other :
                new String[] {
                    "", "&status=lead", "&status=active&type=person", "&status=active&sort=name"
                }) {
            Reply reply = crm.get("acme", "/contacts?limit=5&cursor=" + cursor + other);
            assertThat(reply.status()).as(other).isEqualTo(400);
            assertThat(reply.details())
                    .containsExactly(
                            "cursor: belongs to a query with other filters, another order or another tenant");
        }
    }

    @Test
    void aCursorThatWasTamperedWithIsRefused() throws Exception {
        String cursor = crm.get("acme", "/contacts?limit=5").nextCursor();
        var random = new Random(7);
        for (int i = 0; i < 200; i++) {
            char[] forged = cursor.toCharArray();
            int at = random.nextInt(forged.length - 1); // the last one has unused bits
            forged[at] = forged[at] == 'A' ? 'B' : 'A';
            Reply reply = crm.get("acme", "/contacts?cursor=" + new String(forged));
            assertThat(reply.status()).as(new String(forged)).isEqualTo(400);
            assertThat(reply.fields()).containsExactly("cursor");
        }
        assertThat(crm.get("acme", "/contacts?cursor=" + cursor.substring(4)).status())
                .isEqualTo(400);
    }

    /** What was there when the first page was read comes exactly once. */
    @ParameterizedTest
    @ValueSource(strings = {"createdAt", "-createdAt", "name", "-name"})
    void noContactIsSkippedOrRepeatedWhileOthersWrite(String sort) throws Exception {
        String tenant = "busy" + sort;
        for (int i = 0; i < 3; i++) {
            crm.post(
                    tenant,
                    "/contacts/batch",
                    ("[" + "{\"name\":\"mid\"},".repeat(99) + "{\"name\":\"mid\"}]"));
        }
        Set<String> before = new HashSet<>(walk(tenant, "limit=100&sort=" + sort, "id"));
        assertThat(before).hasSize(300);
        var stop = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int number = i;
                writers.add(threads.submit(() -> write(tenant, number, stop)));
            }
            for (int round = 0; round < 3; round++) {
                List<String> seen = walk(tenant, "limit=20&sort=" + sort, "id");
                assertThat(seen).doesNotHaveDuplicates().containsAll(before);
            }
            stop.set(true);
            for (Future<?> writer : writers) {
                writer.get(60, TimeUnit.SECONDS);
            }
        }
    }

    private static Void write(String tenant, int number, AtomicBoolean stop) throws Exception {
        var random = new Random(number);
        while (!stop.get()) {
            String name = random.nextBoolean() ? "aa" : "zz";
            String id = crm.create(tenant, "{\"name\":\"" + name + random.nextInt(100) + "\"}");
            if (random.nextInt(3) == 0) {
                assertThat(crm.delete(tenant, "/contacts/" + id).status()).isEqualTo(204);
            }
        }
        return null;
    }

    /**
     * A transaction that began earlier and commits later than another has contacts that belong
     * before those of the other, where a reader of ascending pages has been already.
     */
    @Test
    void whoFollowsChangesMissesNoneThatIsCommittedLate() throws Exception {
        crm.create("follow", "{\"name\":\"first\"}");
        try (var late = new LateWriter(crm.postgres(), "follow")) {
            late.begin();
            crm.create("follow", "{\"name\":\"second\"}");
            for (String sort : new String[] {"createdAt", "updatedAt"}) {
                assertThat(crm.get("follow", "/contacts?sort=" + sort).items("name"))
                        .containsExactly("first");
            }
            assertThat(crm.get("follow", "/contacts").items("name"))
                    .containsExactly("second", "first");
            late.commit();
        }
        for (String sort : new String[] {"createdAt", "updatedAt"}) {
            assertThat(crm.get("follow", "/contacts?sort=" + sort).items("name"))
                    .containsExactly("first", "late", "second");
        }
    }
}
