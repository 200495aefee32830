package io.xynergy.gateway.explain;

import io.xynergy.gateway.proxy.Rehearsal.Judged;
import io.xynergy.kit.json.JsonWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** An explanation for machines; {@code docs/EXPLAIN.md} has the form. */
public final class ExplanationJson {

    private final JsonWriter json = new JsonWriter();

    private ExplanationJson() {}

    /** One JSON object. */
    public static byte[] of(Explanation explanation) {
        var writer = new ExplanationJson();
        writer.write(explanation);
        return writer.json.toBytes();
    }

    private void write(Explanation all) {
        json.openObject();
        json.name("policy").openObject();
        json.member("name", all.policy().name()).member("digest", all.policy().digest());
        Long revision = all.policy().revision();
        if (revision != null) {
            json.member("revision", revision);
        }
        json.closeObject();
        request(all.request());
        outcome(all.outcome());
        list("steps", all.steps(), ExplanationJson::step);
        Explanation.Route route = all.route();
        if (route != null) {
            json.name("route").openObject();
            json.member("name", route.name()).member("match", route.match());
            texts("conditions", route.conditions());
            json.closeObject();
        }
        list("close", all.close(), ExplanationJson::near);
        caller(all);
        list("limits", all.limits(), ExplanationJson::limit);
        upstream(all);
        list("responseSteps", all.responseSteps(), ExplanationJson::response);
        texts("response", all.response());
        texts("keysFetched", all.keysFetched());
        texts("notYet", all.notYet());
        json.closeObject();
    }

    private void request(Explanation.Request request) {
        json.name("request").openObject();
        json.member("method", request.method()).member("target", request.target());
        optional("host", request.host());
        json.member("secure", request.secure());
        json.member("client", request.client());
        json.member("trusted", request.trusted()).closeObject();
    }

    private void outcome(Explanation.Outcome outcome) {
        json.name("outcome").openObject().member("kind", lower(outcome.kind()));
        Integer status = outcome.status();
        if (status != null) {
            json.member("status", status);
        }
        optional("code", outcome.code());
        optional("message", outcome.message());
        optional("detail", outcome.detail());
        json.closeObject();
    }

    private void step(Judged step) {
        json.member("step", step.step()).member("result", lower(step.result()));
        texts("reasons", step.reasons());
    }

    private void near(Explanation.Near near) {
        json.member("route", near.route()).member("match", near.match());
        texts("conditions", near.conditions());
        texts("misses", near.misses());
    }

    private void caller(Explanation all) {
        Explanation.Caller caller = all.caller();
        if (caller == null) {
            return;
        }
        json.name("caller").openObject().member("user", caller.user());
        optional("tenant", caller.tenant());
        json.member("issuer", caller.issuer());
        texts("roles", caller.roles());
        texts("scopes", caller.scopes());
        json.closeObject();
    }

    private void limit(Explanation.Limit limit) {
        json.member("name", limit.name()).member("by", limit.by());
        json.member("shadow", limit.shadow()).member("allowed", limit.allowed());
        json.member("burst", limit.burst()).member("remaining", limit.remaining());
        json.member("waitSeconds", limit.waitSeconds());
        json.member("resetSeconds", limit.resetSeconds());
    }

    private void upstream(Explanation all) {
        Explanation.Upstream upstream = all.upstream();
        if (upstream == null) {
            return;
        }
        json.name("upstream").openObject();
        list("targets", upstream.targets(), ExplanationJson::target);
        json.member("timeoutMillis", upstream.timeoutMillis());
        Long perTry = upstream.perTryTimeoutMillis();
        if (perTry != null) {
            json.member("perTryTimeoutMillis", perTry);
        }
        json.member("retries", upstream.retries());
        texts("retryOn", upstream.retryOn());
        json.closeObject();
    }

    private void target(Explanation.Target target) {
        json.member("service", target.service()).member("weight", target.weight());
        json.member("percent", target.percent());
        texts("addresses", target.addresses());
        list("endpoints", target.endpoints(), ExplanationJson::endpoint);
        json.member("endpointCount", target.endpointCount());
        texts("refused", target.refused());
        json.member("connections", target.connections());
        json.member("maxConnections", target.maxConnections());
        texts("head", target.head());
    }

    private void endpoint(Explanation.Endpoint endpoint) {
        json.member("address", endpoint.address()).member("inFlight", endpoint.inFlight());
        json.member("avoided", endpoint.avoided());
    }

    private void response(Explanation.Response response) {
        json.member("step", response.step());
        texts("edits", response.edits());
    }

    private <T> void list(
            String name, List<T> values, BiConsumer<ExplanationJson, T> membersOfOne) {
        json.name(name).openArray();
        for (T value : values) {
            json.openObject();
            membersOfOne.accept(this, value);
            json.closeObject();
        }
        json.closeArray();
    }

    private void texts(String name, List<String> values) {
        json.name(name).openArray();
        values.forEach(json::value);
        json.closeArray();
    }

    private void optional(String name, @Nullable String value) {
        if (value != null) {
            json.member(name, value);
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
