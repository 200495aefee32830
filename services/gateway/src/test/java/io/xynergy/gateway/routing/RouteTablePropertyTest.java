package io.xynergy.gateway.routing;

import static io.xynergy.gateway.routing.Configs.header;
import static io.xynergy.gateway.routing.Configs.hosts;
import static io.xynergy.gateway.routing.Configs.is;
import static io.xynergy.gateway.routing.Configs.matches;
import static io.xynergy.gateway.routing.Configs.methods;
import static io.xynergy.gateway.routing.Configs.present;
import static io.xynergy.gateway.routing.Configs.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.http.RequestHeads;
import io.xynergy.policy.compiled.GatewayConfig;
import io.xynergy.policy.compiled.GatewayConfig.FieldMatch;
import io.xynergy.policy.compiled.GatewayConfig.Match;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Small alphabets make random tables and requests meet often. */
class RouteTablePropertyTest {

    private static final List<String> HOSTS =
            List.of("a.b.c", "b.c", "x.a.b.c", "c", "*.b.c", "*.c", "*.a.b.c");
    private static final List<String> SENT_HOSTS =
            List.of("a.b.c", "A.b.C", "b.c", "b.c.", "x.a.b.c", "y.x.a.b.c:80", "c", "z", "ab.c");
    private static final List<String> ELEMENTS = List.of("a", "ab", "b", "abc", "1");
    private static final List<String> REGEXES =
            List.of("/a.*", "/[0-9]+", "/(a|b)/.*", ".*b", "/ab?", "/a/b+/?");
    private static final List<String> METHODS = List.of("GET", "POST", "PUT");
    private static final List<String> NAMES = List.of("p", "q");
    private static final List<String> VALUES = List.of("1", "2", "1, 2");

    @Test
    void agreesWithTryingEveryEntry() {
        long seed = 20261122;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int found = 0;
        for (int i = 0; i < 1_000; i++) {
            GatewayConfig config = config(random);
            RouteTable table = RouteTable.of(config);
            LinearRouter reference = new LinearRouter(config);
            for (int request = 0; request < 25; request++) {
                RequestHead head = request(random);
                RouteMatch match = Configs.find(table, head);
                int expected = reference.find(head);
                assertThat(match == null ? -1 : match.route().index())
                        .as(() -> "seed " + seed + ": " + head.path() + " in " + config.routes())
                        .isEqualTo(expected);
                assertThat(fitting(table, head, match))
                        .as(() -> "seed " + seed + ": " + head.path() + " in " + config.routes())
                        .isEqualTo(reference.fitting(head));
                found += expected >= 0 ? 1 : 0;
            }
        }
        assertThat(found).as("requests that found a route").isBetween(5_000, 22_500);
    }

    /** The routes that fit, as the trace of the table tells. */
    private static Set<Integer> fitting(
            RouteTable table, RequestHead head, @Nullable RouteMatch match) {
        Set<Integer> fitting = new HashSet<>();
        if (match != null) {
            fitting.add(match.route().index());
        }
        for (RouteTrace.Close close : table.close(head, match, 1_000, table.effort())) {
            assertThat(close.yields() != null).isEqualTo(close.misses().isEmpty());
            if (close.misses().isEmpty()) {
                fitting.add(close.match().route().index());
            }
        }
        return fitting;
    }

    private static GatewayConfig config(RandomGenerator random) {
        List<GatewayConfig.Route> routes = new ArrayList<>();
        for (int i = 1 + random.nextInt(12); i > 0; i--) {
            Match[] matches = new Match[1 + random.nextInt(3)];
            for (int match = 0; match < matches.length; match++) {
                matches[match] = match(random);
            }
            routes.add(Configs.route("r" + i, matches));
        }
        return Configs.of(routes);
    }

    private static Match match(RandomGenerator random) {
        Match match =
                switch (random.nextInt(8)) {
                    case 0, 1 -> Configs.exact(path(random));
                    case 2 -> Configs.regex(one(REGEXES, random));
                    case 3 -> Configs.ANY;
                    default -> Configs.prefix(path(random));
                };
        if (random.nextInt(2) == 0) {
            match = hosts(match, one(HOSTS, random), one(HOSTS, random));
        }
        if (random.nextInt(3) == 0) {
            match = methods(match, one(METHODS, random), one(METHODS, random));
        }
        for (int headers = random.nextInt(6) - 3; headers > 0; headers--) {
            match = header(match, condition(random));
        }
        for (int parameters = random.nextInt(6) - 3; parameters > 0; parameters--) {
            match = query(match, condition(random));
        }
        return match;
    }

    private static FieldMatch condition(RandomGenerator random) {
        String name = one(NAMES, random);
        return switch (random.nextInt(5)) {
            case 0 -> matches(name, "[12].*");
            case 1 -> present(name, random.nextBoolean());
            default -> is(name, one(VALUES, random));
        };
    }

    private static RequestHead request(RandomGenerator random) {
        StringBuilder target = new StringBuilder(path(random));
        char separator = '?';
        for (int parameters = random.nextInt(4); parameters > 0; parameters--) {
            String value = one(VALUES, random).replace(" ", random.nextBoolean() ? "+" : "%20");
            target.append(separator).append(one(NAMES, random)).append('=').append(value);
            separator = '&';
        }
        List<String> fields = new ArrayList<>();
        if (random.nextInt(4) > 0) {
            fields.addAll(List.of("Host", one(SENT_HOSTS, random)));
        }
        for (int headers = random.nextInt(4); headers > 0; headers--) {
            fields.addAll(List.of(random.nextBoolean() ? "P" : "q", one(VALUES, random)));
        }
        String[] all = fields.toArray(String[]::new);
        return RequestHeads.of(one(METHODS, random), target.toString(), all);
    }

    private static String path(RandomGenerator random) {
        StringBuilder path = new StringBuilder();
        for (int elements = random.nextInt(4); elements > 0; elements--) {
            path.append('/').append(one(ELEMENTS, random));
        }
        boolean slash = path.isEmpty() || random.nextInt(4) == 0;
        return slash ? path.append('/').toString() : path.toString();
    }

    private static <T> T one(List<T> list, RandomGenerator random) {
        return list.get(random.nextInt(list.size()));
    }
}
