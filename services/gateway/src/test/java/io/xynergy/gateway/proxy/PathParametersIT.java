package io.xynergy.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Parameters of path segments, which many services take off before they read the path. */
@OnBothCarriers
final class PathParametersIT {

    private static final String NOTHING = "nothing";
    private static final long SEED = 20261201;

    /** One of a random set of routes; each set has a host of its own. */
    private record Entry(String name, boolean exact, String path, String normalize) {

        boolean matches(String given) {
            return exact ? given.equals(path) : (given + "/").startsWith(prefix());
        }

        private String prefix() {
            return path.endsWith("/") ? path : path + "/";
        }

        int rank() {
            return exact ? 1_000 : path.length();
        }

        String yaml(String host) {
            return """
            - name: %s
              match: [{hosts: [%s], path: {%s: "%s"}}]
              to: [{service: up0}]
              auth: {mode: None}
              path: {normalize: %s}
              headers: {request: {set: {X-Route: %s}}}
            """
                    .formatted(name, host, exact ? "exact" : "prefix", path, normalize, name);
        }
    }

    private static final String ROUTES =
            """
            - name: admin
              match: [{hosts: [fixed.example], path: {prefix: /admin}}]
              redirect: {status: 302, host: login.example}
              auth: {mode: None}
            - name: page
              match: [{hosts: [fixed.example], path: {exact: /page}}]
              redirect: {status: 302, host: login.example}
              auth: {mode: None}
            - name: reports
              match: [{hosts: [regex.example], path: {regex: "/r/[a-z]+"}}]
              redirect: {status: 302, host: login.example}
              auth: {mode: None}
            - name: anything
              match: [{hosts: [regex.example], path: {regex: "/.*"}}]
              to: [{service: up0}]
              auth: {mode: None}
            - name: kept
              match: [{hosts: [fixed.example], path: {prefix: /kept}}]
              to: [{service: up0}]
              auth: {mode: None}
              path: {normalize: None}
            - name: private
              match: [{hosts: [fixed.example], path: {prefix: /kept/private}}]
              redirect: {status: 302, host: login.example}
              auth: {mode: None}
            - name: all
              match: [{hosts: [fixed.example], path: {prefix: /}}]
              to: [{service: up0}]
              auth: {mode: None}
            """;

    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    private final List<List<Entry>> sets = new ArrayList<>();
    private final FakeUpstream upstream = FakeUpstream.replying(_ -> FakeUpstream.OK);
    private final GatewayFixture gateway;

    PathParametersIT(Lanes.Choice carrier) throws IOException {
        StringBuilder routes = new StringBuilder(ROUTES);
        for (int set = 0; set < 20; set++) {
            List<Entry> entries = entries(set);
            sets.add(entries);
            String host = "h" + set + ".example";
            entries.forEach(entry -> routes.append(entry.yaml(host)));
        }
        gateway = GatewayFixture.on(carrier).upstream(upstream).routes(routes.toString()).start();
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private List<Entry> entries(int set) {
        List<String> paths =
                new ArrayList<>(List.of("/", "/a", "/a/b", "/b", "/a/", "/a;x", "/a/a", "/b/a"));
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String path = i == 0 ? "/" : paths.get(1 + random.nextInt(paths.size() - 1));
            paths.remove(path);
            paths.addFirst("/");
            boolean exact = i > 0 && random.nextInt(3) == 0;
            String[] forms = {"Full", "SlashesKept", "None"};
            String form = forms[random.nextInt(forms.length)];
            if (entries.stream().noneMatch(entry -> entry.prefix().equals(path + "/"))) {
                entries.add(new Entry("r" + set + "-" + i, exact, path, form));
            }
        }
        return entries;
    }

    private Response get(String host, String target) throws IOException {
        try (RawClient client = gateway.connect()) {
            return client.send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n").read();
        }
    }

    private void assertHidden(String target) throws IOException {
        assertHidden("fixed.example", target);
    }

    private void assertHidden(String host, String target) throws IOException {
        String before = upstream.received();
        Response response = get(host, target);
        assertThat(response.status()).as(target).isEqualTo(400);
        assertThat(response.error("message")).as(target).contains("path parameters hide another");
        assertThat(upstream.received()).isEqualTo(before);
    }

    private void assertPasses(String target) throws Exception {
        assertThat(get("fixed.example", target).status()).as(target).isEqualTo(200);
        assertThat(upstream.take().requestLine()).isEqualTo("GET " + target + " HTTP/1.1");
    }

    @Test
    void aStricterRouteCannotBePassedByWithParameters() throws IOException {
        for (String target :
                new String[] {
                    "/admin;a=b/x",
                    "/admin%3Bx/y",
                    "/admin%3bx/y",
                    "/admin;",
                    "/admin;/",
                    "/;x/admin",
                    "/;/;/admin/x",
                    "//;x//admin",
                    "http://fixed.example/admin;a/x?q=;",
                    "/x/../admin;y",
                    "/page;jsessionid=1",
                    "/kept;x/a",
                    "/kept/private;x/a",
                    "/kept//;x/private",
                    "/kept/;x/private/a",
                    "/kept/%70rivate%3b/a"
                }) {
            assertHidden(target);
        }
    }

    @Test
    void regularExpressionsCannotBePassedByEither() throws IOException {
        assertThat(get("regex.example", "/r/abc").status()).isEqualTo(302);
        assertHidden("regex.example", "/r/abc;v=1");
        assertHidden("regex.example", "/r/;x/abc");
        assertThat(get("regex.example", "/s/abc;v=1").status()).isEqualTo(200);
    }

    @Test
    void parametersThatChangeNoRoutePassUntouched() throws Exception {
        assertPasses("/shop;jsessionid=1/cart;a=b,c?x=;y");
        assertPasses("/;jsessionid=1");
        assertPasses("/maps/lat=1;long=2/;x");
        assertPasses("/kept/a;x//b%3b;y/%7E;");
        assertPasses("/x?a=;/admin");
        assertThat(get("fixed.example", "/admin/a;x=1").status()).isEqualTo(302);
    }

    @Test
    void whatIsServedTakesTheSameRouteWithItsParametersAndWithout() throws Exception {
        int[] served = new int[2];
        for (int i = 0; i < 600; i++) {
            int set = random.nextInt(sets.size());
            String path = randomPath();
            String expected = expected(sets.get(set), path);
            Response response = get("h" + set + ".example", path);
            String description = "seed " + SEED + ", " + path + " in " + sets.get(set);
            boolean serves = !expected.equals(NOTHING);
            assertThat(response.status()).as(description).isEqualTo(serves ? 200 : 400);
            if (serves) {
                assertThat(upstream.take().value("X-Route")).as(description).isEqualTo(expected);
            }
            served[serves ? 1 : 0]++;
        }
        assertThat(served[0]).as("refused").isGreaterThan(50);
        assertThat(served[1]).as("served").isGreaterThan(50);
    }

    private String randomPath() {
        String[] pieces = {"/a", "/b", ";x", "%3Bx", "%3b", ";", "/", "/;q", "%61", "/a"};
        StringBuilder path = new StringBuilder("/");
        for (int left = random.nextInt(6); left > 0; left--) {
            path.append(pieces[random.nextInt(pieces.length)]);
        }
        return path.toString();
    }

    /** The route that all forms of the path take which a service may read. */
    private static String expected(List<Entry> entries, String raw) {
        String kept = raw.replace("%3b", "%3B").replace("%61", "a");
        String normal = merged(kept);
        Entry route = route(entries, normal);
        List<String> forms = new ArrayList<>(List.of(normal, merged(bare(normal))));
        if (!route.normalize().equals("Full")) {
            forms.addAll(List.of(kept, bare(kept)));
        }
        if (route.normalize().equals("None")) {
            forms.addAll(List.of(raw, bare(raw)));
        }
        boolean same = forms.stream().allMatch(form -> route(entries, form).equals(route));
        return same ? route.name() : NOTHING;
    }

    private static Entry route(List<Entry> entries, String path) {
        return entries.stream()
                .filter(entry -> entry.matches(path))
                .max(Comparator.comparingInt(Entry::rank))
                .orElseThrow();
    }

    private static String bare(String path) {
        return path.replaceAll("(?:;|%3[Bb])[^/]*", "");
    }

    private static String merged(String path) {
        return path.replaceAll("/+", "/");
    }
}
