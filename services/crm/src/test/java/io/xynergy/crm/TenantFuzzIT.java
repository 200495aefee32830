package io.xynergy.crm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Random requests of some tenants, with ids, cursors and keys of each other: no response ever has
 * anything of another tenant in it, and at the end each has what it would have if it were alone.
 */
class TenantFuzzIT {

    private static final List<String> TENANTS = List.of("red", "blue", "green");
    private static final int STEPS = 1500;

    private final Random random;
    private final List<String> ids = new ArrayList<>();
    private final List<String> cursors = new ArrayList<>();
    private final Map<String, Map<String, String>> stored = new HashMap<>();

    TenantFuzzIT() {
        long seed = System.nanoTime();
        System.out.println("TenantFuzzIT seed " + seed);
        random = new Random(seed);
    }

    /** Names of a tenant's contacts by their ids, as they ought to be. */
    private Map<String, String> contacts(String tenant) {
        return stored.computeIfAbsent(tenant, _ -> new HashMap<>());
    }

    @Test
    void noResponseHasAnythingOfAnotherTenant() throws Exception {
        try (RunningCrm crm = RunningCrm.start()) {
            for (String tenant : TENANTS) {
                create(crm, tenant);
            }
            for (int i = 0; i < STEPS; i++) {
                step(crm, TENANTS.get(random.nextInt(TENANTS.size())));
            }
            for (String tenant : TENANTS) {
                assertThat(new TreeSet<>(all(crm, tenant)))
                        .isEqualTo(new TreeSet<>(contacts(tenant).values()));
            }
        }
    }

    private void step(RunningCrm crm, String tenant) throws Exception {
        String id = ids.get(random.nextInt(ids.size()));
        String path = "/contacts/" + id;
        boolean own = contacts(tenant).containsKey(id);
        Reply reply;
        switch (random.nextInt(7)) {
            case 0 -> create(crm, tenant);
            case 1 -> {
                reply = check(tenant, crm.get(tenant, path));
                assertThat(reply.status()).isEqualTo(own ? 200 : 404);
            }
            case 2 -> rename(crm, tenant, id);
            case 3 -> delete(crm, tenant, id);
            case 4 -> {
                String sort =
                        List.of("name", "-name", "createdAt", "-updatedAt").get(random.nextInt(4));
                keep(check(tenant, crm.get(tenant, "/contacts?limit=2&sort=" + sort)));
            }
            case 5 -> {
                String text = List.of("red", "blue", "gren", "mark", "of").get(random.nextInt(5));
                keep(check(tenant, crm.get(tenant, "/contacts?limit=2&q=" + text)));
            }
            default -> {
                if (!cursors.isEmpty()) {
                    String cursor = cursors.get(random.nextInt(cursors.size()));
                    check(tenant, crm.get(tenant, "/contacts?limit=2&sort=name&cursor=" + cursor));
                }
            }
        }
    }

    private void rename(RunningCrm crm, String tenant, String id) throws Exception {
        boolean own = contacts(tenant).containsKey(id);
        String name = name(tenant);
        String change = "{\"name\":\"" + name + "\"}";
        Reply reply = check(tenant, crm.patch(tenant, "/contacts/" + id, change));
        assertThat(reply.status()).isEqualTo(own ? 200 : 404);
        contacts(tenant).computeIfPresent(id, (_, _) -> name);
    }

    /** Not always, or hardly any would be left. */
    private void delete(RunningCrm crm, String tenant, String id) throws Exception {
        if (random.nextInt(3) == 0) {
            boolean own = contacts(tenant).containsKey(id);
            Reply reply = check(tenant, crm.delete(tenant, "/contacts/" + id));
            assertThat(reply.status()).isEqualTo(own ? 204 : 404);
            contacts(tenant).remove(id);
        }
    }

    private void create(RunningCrm crm, String tenant) throws Exception {
        String name = name(tenant);
        HttpRequest.Builder request =
                crm.request(tenant, "/contacts")
                        .header("Idempotency-Key", "key" + random.nextInt(STEPS));
        String body = "{\"name\":\"" + name + "\",\"email\":\"" + tenant + "@x.org\"}";
        Reply reply = check(tenant, crm.send(RunningCrm.json(request, "POST", body)));
        if (reply.status() == 422) {
            return; // a key of its own was used before
        }
        assertThat(reply.status()).isEqualTo(201);
        String id = reply.json().get("id").asText();
        ids.add(id);
        contacts(tenant).put(id, name);
    }

    private String name(String tenant) {
        return "Mark of " + tenant + " " + random.nextInt(1_000_000);
    }

    private void keep(Reply page) {
        if (!page.nextCursor().isEmpty()) {
            cursors.add(page.nextCursor());
        }
    }

    private static Reply check(String tenant, Reply reply) {
        assertThat(reply.status()).isLessThan(500);
        for (String other : TENANTS) {
            if (!other.equals(tenant)) {
                assertThat(reply.text()).doesNotContain("of " + other).doesNotContain(other + "@");
            }
        }
        return reply;
    }

    private static List<String> all(RunningCrm crm, String tenant) throws Exception {
        List<String> names = new ArrayList<>();
        String cursor = "";
        do {
            Reply page = crm.get(tenant, "/contacts?limit=100" + cursor);
            names.addAll(page.items("name"));
            cursor = page.nextCursor().isEmpty() ? "" : "&cursor=" + page.nextCursor();
        } while (!cursor.isEmpty());
        return names;
    }
}
