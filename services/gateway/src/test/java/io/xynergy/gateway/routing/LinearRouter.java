package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.Fields;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.policy.compiled.GatewayConfig;
import io.xynergy.policy.compiled.GatewayConfig.FieldMatch;
import io.xynergy.policy.compiled.GatewayConfig.Match;
import io.xynergy.policy.compiled.GatewayConfig.PathKind;
import io.xynergy.policy.compiled.GatewayConfig.PathMatch;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules of route choice once more: every entry is tried, the best one wins. */
final class LinearRouter {

    private record Candidate(int route, int match, int host, int path, Match conditions) {}

    /** A smaller number wins, rule by rule. */
    private static final Comparator<Candidate> PRECEDENCE =
            Comparator.comparingInt(Candidate::host)
                    .thenComparingInt(Candidate::path)
                    .thenComparing(candidate -> candidate.conditions().methods().isEmpty())
                    .thenComparingInt(candidate -> -candidate.conditions().headers().size())
                    .thenComparingInt(candidate -> -candidate.conditions().query().size())
                    .thenComparingInt(Candidate::route)
                    .thenComparingInt(Candidate::match);

    private final GatewayConfig config;

    LinearRouter(GatewayConfig config) {
        this.config = config;
    }

    /** The index of the route, or −1. */
    int find(RequestHead head) {
        return candidates(head).stream().min(PRECEDENCE).map(Candidate::route).orElse(-1);
    }

    /** All routes of which an entry fits. */
    Set<Integer> fitting(RequestHead head) {
        return candidates(head).stream().map(Candidate::route).collect(Collectors.toSet());
    }

    private List<Candidate> candidates(RequestHead head) {
        List<Candidate> candidates = new ArrayList<>();
        for (int route = 0; route < config.routes().size(); route++) {
            List<Match> matches = config.routes().get(route).matches();
            for (int i = 0; i < matches.size(); i++) {
                Match match = matches.get(i);
                Optional<Integer> host = host(match, head);
                Optional<Integer> path = path(match.path(), head.path());
                if (host.isPresent() && path.isPresent() && conditions(match, head)) {
                    candidates.add(new Candidate(route, i, host.get(), path.get(), match));
                }
            }
        }
        return candidates;
    }

    private static Optional<Integer> host(Match match, RequestHead head) {
        String sent =
                new String(
                                head.bytes(),
                                head.hostStart(),
                                head.hostEnd() - head.hostStart(),
                                StandardCharsets.ISO_8859_1)
                        .toLowerCase(Locale.ROOT);
        String host = sent.endsWith(".") ? sent.substring(0, sent.length() - 1) : sent;
        if (match.hosts().isEmpty()) {
            return Optional.of(0);
        }
        return match.hosts().stream().flatMap(given -> host(given, host)).min(Integer::compare);
    }

    private static Stream<Integer> host(String given, String host) {
        if (given.equals(host)) {
            return Stream.of(-1_000_000);
        }
        boolean wildcard = given.startsWith("*.");
        boolean matches =
                wildcard && host.endsWith(given.substring(1)) && host.length() > given.length() - 1;
        return matches ? Stream.of(-given.length()) : Stream.empty();
    }

    private static Optional<Integer> path(@Nullable PathMatch match, String path) {
        PathMatch given = match == null ? new PathMatch(PathKind.PREFIX, "/") : match;
        String value = given.value();
        return switch (given.kind()) {
            case EXACT -> path.equals(value) ? Optional.of(-1_000_000) : Optional.empty();
            case PREFIX -> {
                String prefix = value.endsWith("/") ? value : value + "/";
                boolean matches = (path + "/").startsWith(prefix);
                yield matches ? Optional.of(-prefix.length()) : Optional.empty();
            }
            case REGEX -> path.matches(value) ? Optional.of(0) : Optional.empty();
        };
    }

    private static boolean conditions(Match match, RequestHead head) {
        return (match.methods().isEmpty() || match.methods().contains(head.method()))
                && match.headers().stream().allMatch(header -> header(header, head.fields()))
                && match.query().stream().allMatch(parameter -> parameter(parameter, head));
    }

    private static boolean header(FieldMatch match, Fields fields) {
        List<String> lines = new ArrayList<>();
        for (int field = 0; field < fields.count(); field++) {
            if (fields.name(field).equalsIgnoreCase(match.name())) {
                lines.add(fields.value(field));
            }
        }
        if (match.present() != null) {
            return match.present() == !lines.isEmpty();
        }
        List<String> forms = new ArrayList<>(lines);
        forms.add(String.join(", ", lines));
        return !lines.isEmpty() && forms.stream().anyMatch(form -> value(match, form));
    }

    private static boolean parameter(FieldMatch match, RequestHead head) {
        String query =
                new String(
                        head.bytes(),
                        head.queryStart(),
                        head.queryEnd() - head.queryStart(),
                        StandardCharsets.ISO_8859_1);
        Optional<String> first =
                Arrays.stream(query.split("&"))
                        .filter(pair -> decode(pair.split("=", 2)[0]).equals(match.name()))
                        .findFirst()
                        .map(pair -> pair.contains("=") ? decode(pair.split("=", 2)[1]) : "");
        if (match.present() != null) {
            return match.present() == first.isPresent();
        }
        return first.isPresent() && value(match, first.get());
    }

    private static boolean value(FieldMatch match, String value) {
        return match.value() != null ? value.equals(match.value()) : value.matches(match.regex());
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
