package io.xynergy.gateway.explain;

import io.xynergy.gateway.explain.Explanation.Outcome;
import io.xynergy.gateway.explain.Explanation.Target;
import io.xynergy.gateway.explain.Explanation.Upstream;
import io.xynergy.gateway.proxy.Rehearsal.Judged;
import io.xynergy.gateway.proxy.Rehearsal.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An explanation for people, in lines of eighty columns; header lines are as long as they are. */
public final class ExplanationText {

    private static final int COLUMNS = 80;
    private static final int SHOWN_DIGEST = 12;
    private static final String INDENT = "  ";

    /** Of a step's or a route's name, and of what it decides. */
    private static final int NAME = 18;

    private static final int RESULT = 9;

    /** Controls, formats, surrogates, what is private or unassigned, and separators of lines. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private final StringBuilder text = new StringBuilder();

    private ExplanationText() {}

    /** Lines, the last of which ends too. */
    public static String of(Explanation explanation) {
        var writer = new ExplanationText();
        writer.write(explanation);
        return writer.text.toString();
    }

    private void write(Explanation all) {
        summary(all);
        section("Steps");
        for (Judged step : all.steps()) {
            step(step, all);
        }
        if (!all.close().isEmpty()) {
            section("Routes that came close");
            all.close().forEach(near -> row(near.route(), "", near.misses()));
        }
        Explanation.Caller caller = all.caller();
        if (caller != null) {
            caller(caller);
        }
        Upstream upstream = all.upstream();
        if (upstream != null) {
            upstream(upstream);
        }
        if (!all.responseSteps().isEmpty()) {
            section("Response steps");
            all.responseSteps().forEach(step -> row(words(step.step()), "", step.edits()));
        }
        if (!all.response().isEmpty() && all.outcome().status() != null) {
            section("Response");
            all.response().forEach(line -> line(INDENT + line));
        }
        if (!all.keysFetched().isEmpty()) {
            section("Keys fetched");
            all.keysFetched().forEach(one -> paragraph(INDENT, one));
        }
        if (!all.notYet().isEmpty()) {
            section("Not served yet");
            all.notYet().forEach(one -> paragraph(INDENT, one));
        }
    }

    private void summary(Explanation all) {
        Explanation.Request request = all.request();
        String url =
                request.target().startsWith("/") && request.host() != null
                        ? (request.secure() ? "https://" : "http://") + request.host()
                        : "";
        line(request.method() + " " + url + request.target());
        String trusted = request.trusted() ? ", a trusted proxy" : "";
        paragraph("", "from " + request.client() + trusted + ", by " + policy(all.policy()));
        paragraph("", outcome(all));
    }

    private static String policy(Explanation.Policy policy) {
        String digest = policy.digest();
        String shown = digest.substring(0, Math.min(SHOWN_DIGEST, digest.length()));
        Long revision = policy.revision();
        return "policy "
                + policy.name()
                + (revision == null ? "" : ", revision " + revision + " in force")
                + " ("
                + shown
                + ")";
    }

    private static String outcome(Explanation all) {
        Outcome outcome = all.outcome();
        return switch (outcome.kind()) {
            case FORWARDED -> "=> forwarded to " + services(all.upstream());
            case RESPONDED ->
                    outcome.status() == null
                            ? "=> " + outcome.detail()
                            : "=> the gateway responds with " + outcome.status();
            case REFUSED ->
                    "=> refused with %d %s: %s"
                            .formatted(outcome.status(), outcome.code(), outcome.message());
        };
    }

    private static String services(@Nullable Upstream upstream) {
        return upstream == null || upstream.targets().isEmpty()
                ? "nothing: no target has a weight"
                : upstream.targets().stream()
                        .map(Target::service)
                        .distinct()
                        .collect(Collectors.joining(" or "));
    }

    private void step(Judged step, Explanation all) {
        List<String> reasons = new ArrayList<>(step.reasons());
        Explanation.Route route = all.route();
        if (step.step().equals("Route") && route != null) {
            reasons.addAll(route.conditions());
        }
        boolean limited = step.step().equals("RateLimits") && step.result() == Result.REFUSE;
        if (limited && all.limits().size() > 1) {
            all.limits().forEach(limit -> reasons.add(state(limit)));
        }
        row(words(step.step()), words(step.result().name()), reasons);
    }

    private static String state(Explanation.Limit limit) {
        String state =
                limit.allowed()
                        ? "leaves %d of %d".formatted(limit.remaining(), limit.burst())
                        : "wait %d s".formatted(limit.waitSeconds());
        return "%s: %s, by %s%s"
                .formatted(
                        limit.name(),
                        state,
                        limit.by().replace('_', ' '),
                        limit.shadow() ? " (shadow)" : "");
    }

    private void caller(Explanation.Caller caller) {
        section("Caller");
        row("user", "", List.of(caller.user()));
        if (caller.tenant() != null) {
            row("tenant", "", List.of(caller.tenant()));
        }
        row("issuer", "", List.of(caller.issuer()));
        row("roles", "", List.of(listed(caller.roles())));
        row("scopes", "", List.of(listed(caller.scopes())));
    }

    private static String listed(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private void upstream(Upstream upstream) {
        section("Upstream");
        Long perTry = upstream.perTryTimeoutMillis();
        String each = perTry == null ? "" : ", " + time(perTry) + " for each attempt";
        row("timeout", "", List.of(time(upstream.timeoutMillis()) + " in all" + each));
        row("retries", "", List.of(retries(upstream)));
        for (Target target : upstream.targets()) {
            row(target.service(), target.percent() + " %", places(target));
        }
        List<String> before = List.of();
        for (Target target : upstream.targets()) {
            if (!target.head().equals(before)) {
                section("Request to " + target.service());
                target.head().forEach(line -> line(INDENT + line));
            }
            before = target.head();
        }
    }

    private static String retries(Upstream upstream) {
        return upstream.retries() == 0
                ? "none"
                : upstream.retries() + ", after " + String.join(" or ", upstream.retryOn());
    }

    private static List<String> places(Target target) {
        List<String> places = new ArrayList<>(target.addresses());
        if (target.endpointCount() == 0 && target.refused().isEmpty()) {
            places.add("no endpoint is known here");
        }
        for (Explanation.Endpoint endpoint : target.endpoints()) {
            places.add(
                    "%s, %d in flight%s"
                            .formatted(
                                    endpoint.address(),
                                    endpoint.inFlight(),
                                    endpoint.avoided() ? ", avoided after a failure" : ""));
        }
        int more = target.endpointCount() - target.endpoints().size();
        if (more > 0) {
            places.add("and " + more + " more");
        }
        target.refused().forEach(address -> places.add(address + " is not sent to"));
        return places;
    }

    private static String time(long millis) {
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }

    /** {@code KeptPath} and {@code NOT_REACHED} as words. */
    private static String words(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .replace('_', ' ')
                .toLowerCase(Locale.ROOT);
    }

    private void section(String title) {
        line("");
        line(title);
    }

    /** A name, what is decided and why; the reasons stand below each other. */
    private void row(String name, String result, List<String> reasons) {
        var begin = new StringBuilder(INDENT).append(name);
        pad(begin, INDENT.length() + NAME);
        if (!result.isEmpty()) {
            begin.append(result);
            pad(begin, INDENT.length() + NAME + RESULT);
        }
        String margin = " ".repeat(INDENT.length() + NAME + (result.isEmpty() ? 0 : RESULT));
        if (reasons.isEmpty() || result.equals("not reached")) {
            line(begin.toString().stripTrailing());
            return;
        }
        for (String reason : reasons) {
            paragraph(begin.toString(), margin, reason);
            begin.setLength(0);
            begin.append(margin);
        }
    }

    /** Always with a space between two columns. */
    private static void pad(StringBuilder line, int width) {
        do {
            line.append(' ');
        } while (line.length() < width);
    }

    private void paragraph(String indent, String words) {
        paragraph(indent, indent, words);
    }

    private void paragraph(String begin, String margin, String words) {
        var line = new StringBuilder(begin);
        boolean fresh = true;
        for (String word : words.split(" ")) {
            if (!fresh && line.length() + 1 + word.length() > COLUMNS) {
                line(line.toString());
                line.setLength(0);
                line.append(margin);
                fresh = true;
            }
            line.append(fresh ? "" : " ").append(word);
            fresh = false;
        }
        line(line.toString());
    }

    private void line(String line) {
        text.append(printable(line)).append('\n');
    }

    /**
     * A line with what is no visible character as {@code \\u{9b}}: what a request carries moves no
     * cursor and turns no text round.
     */
    public static String printable(String line) {
        return UNPRINTABLE
                .matcher(line)
                .replaceAll(found -> "\\\\u{%x}".formatted(found.group().codePointAt(0)));
    }
}
