package io.xynergy.bench;

import io.xynergy.policy.compiled.CompileResult;
import io.xynergy.policy.compiled.GatewayConfig;
import io.xynergy.policy.compiled.Policies;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/** Policies with as many routes as asked for. */
final class ManyRoutes {

    private static final String HEAD =
            """
            apiVersion: gateway.xynergy.io/v1alpha1
            kind: GatewayPolicy
            metadata: {name: bench}
            spec:
              defaults: {auth: {mode: None}}
              services:
                - {name: crm, url: "http://127.0.0.1:8081"}
              routes:
            """;

    private ManyRoutes() {}

    /** The policy as YAML. */
    static byte[] document(int routes) {
        return document(routes, i -> "prefix: " + prefix(i));
    }

    /** The policy as YAML, each path by a regular expression. */
    static byte[] regexes(int routes) {
        return document(routes, i -> "regex: \"" + prefix(i) + "/[0-9]+(/[a-z]+)*\"");
    }

    private static byte[] document(int routes, IntFunction<String> path) {
        StringBuilder text = new StringBuilder(HEAD);
        for (int i = 0; i < routes; i++) {
            text.append("    - {name: r").append(i).append(", match: [{path: {");
            text.append(path.apply(i)).append("}}], to: [{service: crm}]}\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The path prefix of one route. */
    static String prefix(int route) {
        return "/api/v" + route % 7 + "/service-" + route / 7 + "/items";
    }

    /** Compiles a policy that must be valid. */
    static GatewayConfig compile(byte[] document) {
        return switch (Policies.compile(document)) {
            case CompileResult.Compiled compiled -> compiled.config();
            case CompileResult.Rejected rejected ->
                    throw new IllegalArgumentException(rejected.errors().toString());
        };
    }
}
