package io.xynergy.gateway.explain;

import io.xynergy.gateway.auth.Principal;
import io.xynergy.gateway.config.UnservedSettings;
import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.Snapshot;
import io.xynergy.gateway.explain.Explanation.Kind;
import io.xynergy.gateway.explain.Explanation.Near;
import io.xynergy.gateway.explain.Explanation.Outcome;
import io.xynergy.gateway.explain.Explanation.Response;
import io.xynergy.gateway.outcome.Failure;
import io.xynergy.gateway.proxy.Rehearsal;
import io.xynergy.gateway.proxy.Rehearsal.Judged;
import io.xynergy.gateway.proxy.Rehearsal.Rehearsed;
import io.xynergy.gateway.proxy.Rehearsal.Result;
import io.xynergy.gateway.routing.Route;
import io.xynergy.gateway.routing.RouteMatch;
import io.xynergy.gateway.routing.Target;
import io.xynergy.policy.compiled.GatewayConfig;
import io.xynergy.policy.compiled.GatewayConfig.Match;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Explains requests by a configuration, without any effect. */
public final class Explainer {

    /** Routes that are told of, which came close. */
    private static final int MOST_CLOSE = 5;

    private final Rehearsal rehearsal;
    private final boolean live;

    /**
     * Explains by rehearsals.
     *
     * @param live whether the configurations are in force in this process
     */
    public Explainer(Rehearsal rehearsal, boolean live) {
        this.rehearsal = rehearsal;
        this.live = live;
    }

    /**
     * Explains one request.
     *
     * @param usualPort where the gateway listens
     * @throws Question.UnsendableException if no client could send it
     */
    public Explanation explain(Question question, Snapshot snapshot, int usualPort)
            throws Question.UnsendableException {
        Rehearsal.Script script = question.script(usualPort);
        return rehearsal.of(script, snapshot, came -> explain(question, snapshot, came));
    }

    private Explanation explain(Question question, Snapshot snapshot, Rehearsed came) {
        Exchange exchange = came.exchange();
        String id = madeId(question, exchange);
        RouteMatch match = exchange.routeIfAny() == null ? null : exchange.match();
        boolean forwards = came.decision() == Decision.Pass.GO_ON;
        GatewayConfig config = snapshot.config();
        return new Explanation(
                new Explanation.Policy(
                        config.name(), snapshot.digest(), live ? snapshot.revision() : null),
                new Explanation.Request(
                        question.method(),
                        Masked.text(question.target()),
                        question.only("host"),
                        question.isSecure(),
                        exchange.client().addressText(),
                        exchange.isTrusted()),
                outcome(came),
                steps(came, match),
                match == null ? null : route(match, config),
                came.isRouted() ? close(exchange, config) : List.of(),
                caller(exchange.caller()),
                limits(exchange),
                forwards ? new UpstreamWords(came, snapshot, id).all() : null,
                responses(came),
                Masked.response(came.response(), id, came.decision() instanceof Decision.Refuse),
                live ? List.of() : snapshot.access().askedForKeys(),
                match == null ? List.of() : notYet(config, match.route()));
    }

    /** The id that was made for the request; empty: it brought its own. */
    private static String madeId(Question question, Exchange exchange) {
        String id = new String(exchange.requestId(), StandardCharsets.US_ASCII);
        return id.equals(question.only("x-request-id")) ? "" : id;
    }

    private static Outcome outcome(Rehearsed came) {
        return switch (came.decision()) {
            case Decision.Pass _ -> new Outcome(Kind.FORWARDED, null, null, null, null);
            case Decision.Respond respond ->
                    came.isHealthPage()
                            ? new Outcome(
                                    Kind.RESPONDED,
                                    null,
                                    null,
                                    null,
                                    "the gateway's own health page")
                            : new Outcome(
                                    Kind.RESPONDED, respond.response().status(), null, null, null);
            case Decision.Refuse refuse -> {
                Failure failure = refuse.failure();
                yield new Outcome(
                        Kind.REFUSED,
                        failure.kind().status(),
                        failure.kind().code(),
                        failure.kind().message(),
                        Masked.text(failure.detail()));
            }
        };
    }

    private static List<Judged> steps(Rehearsed came, @Nullable RouteMatch match) {
        List<Judged> steps = new ArrayList<>();
        steps.add(head(came));
        steps.addAll(came.first());
        steps.add(routing(came, match));
        steps.addAll(came.ofRoute());
        return steps.stream().map(Explainer::masked).toList();
    }

    private static Judged masked(Judged step) {
        List<String> reasons = step.reasons().stream().map(Masked::text).toList();
        return new Judged(step.step(), step.result(), reasons);
    }

    private static Judged head(Rehearsed came) {
        boolean unread = came.first().getFirst().result() == Result.NOT_REACHED;
        if (unread && came.decision() instanceof Decision.Refuse refuse) {
            return new Judged("Head", Result.REFUSE, List.of(refuse.failure().detail()));
        }
        int fields = came.exchange().head().fields().count();
        return new Judged(
                "Head",
                Result.PASS,
                List.of(fields == 1 ? "1 header field" : fields + " header fields"));
    }

    private static Judged routing(Rehearsed came, @Nullable RouteMatch match) {
        if (!came.isRouted()) {
            return new Judged("Route", Result.NOT_REACHED, List.of());
        }
        if (match != null) {
            return new Judged("Route", Result.PASS, List.of(match.route().name()));
        }
        if (came.isHealthPage()) {
            return new Judged("Route", Result.RESPOND, List.of("the gateway's own health page"));
        }
        String why =
                came.decision() instanceof Decision.Refuse refuse
                        ? refuse.failure().detail()
                        : "there is none";
        return new Judged("Route", Result.REFUSE, List.of(why));
    }

    private static Explanation.Route route(RouteMatch match, GatewayConfig config) {
        return new Explanation.Route(
                match.route().name(), match.index(), MatchWords.conditions(of(match, config)));
    }

    private static Match of(RouteMatch match, GatewayConfig config) {
        return config.routes().get(match.route().index()).matches().get(match.index());
    }

    private static List<Near> close(Exchange exchange, GatewayConfig config) {
        return exchange.close(MOST_CLOSE).stream()
                .map(close -> {
                    Match match = of(close.match(), config);
                    return new Near(
                            close.match().route().name(),
                            close.match().index(),
                            MatchWords.conditions(match),
                            MatchWords.misses(close, match));
                })
                .toList();
    }

    private static Explanation.@Nullable Caller caller(@Nullable Principal caller) {
        return caller == null
                ? null
                : new Explanation.Caller(
                        caller.user().toString(),
                        caller.tenant() == null ? null : caller.tenant().toString(),
                        caller.source(),
                        List.copyOf(new TreeSet<>(caller.roles())),
                        List.copyOf(new TreeSet<>(caller.scopes())));
    }

    private static List<Explanation.Limit> limits(Exchange exchange) {
        var quotas = exchange.quotas();
        return quotas == null
                ? List.of()
                : Arrays.stream(quotas)
                        .map(quota ->
                                new Explanation.Limit(
                                        quota.limit().name(),
                                        quota.limit().by().name().toLowerCase(Locale.ROOT),
                                        quota.limit().isShadow(),
                                        quota.allowed(),
                                        quota.limit().burst(),
                                        quota.remaining(),
                                        quota.waitSeconds(),
                                        quota.resetSeconds()))
                        .toList();
    }

    private static List<Response> responses(Rehearsed came) {
        return came.plan().after().stream()
                .map(step ->
                        new Response(
                                step.getClass().getSimpleName(), step.reasons(came.exchange())))
                .toList();
    }

    private static List<String> notYet(GatewayConfig config, Route route) {
        List<GatewayConfig.Service> services =
                route.targets().stream()
                        .map(Target::service)
                        .distinct()
                        .map(config.services()::get)
                        .toList();
        return UnservedSettings.of(config, config.routes().get(route.index()), services);
    }
}
