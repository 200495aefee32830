package io.xynergy.operator.policy;

import io.xynergy.operator.model.Configuration;
import io.xynergy.operator.model.Names;
import io.xynergy.operator.resource.GatewayPolicyResource;
import io.xynergy.operator.resource.PolicyDocument;
import io.xynergy.policy.PolicyError;
import io.xynergy.policy.PolicySpec;
import io.xynergy.policy.compiled.AuthConfig;
import io.xynergy.policy.compiled.CompileResult;
import io.xynergy.policy.compiled.GatewayConfig;
import io.xynergy.policy.compiled.IssuerAddresses;
import io.xynergy.policy.compiled.Policies;
import io.xynergy.policy.compiled.References;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Compiles the document of a custom resource as every other policy document is compiled. */
public final class PolicyCompilation {

    /** Most bytes of a packed configuration, so that a ConfigMap holds it in base64. */
    private static final int LONGEST_PACKED = 700 << 10;

    private PolicyCompilation() {}

    /**
     * Compiles; services that the policy runs go by the names of their Services.
     *
     * @param keys hashes of the valid values of API keys, by the names of the keys
     */
    public static CompiledPolicy compile(
            GatewayPolicyResource resource, Map<String, List<AuthConfig.KeyHash>> keys) {
        String name = resource.getMetadata().getName();
        String namespace = resource.getMetadata().getNamespace();
        PolicyDocument document = resource.getSpec();
        if (document == null) {
            return new CompiledPolicy.Invalid("Invalid", "spec: is missing");
        }
        var references = new InCluster(name, namespace, keys);
        return switch (Policies.compile(document.named(name, namespace), references)) {
            case CompileResult.Rejected rejected ->
                    new CompiledPolicy.Invalid("Invalid", text(rejected.errors()));
            case CompileResult.Compiled compiled -> valid(compiled);
        };
    }

    /** Where services are that the policy runs. */
    private record InCluster(
            String policy, String namespace, Map<String, List<AuthConfig.KeyHash>> keys)
            implements References {

        @Override
        public List<GatewayConfig.Address> addresses(String service, int port) {
            String host = Names.backend(policy, service) + "." + namespace + ".svc";
            return List.of(new GatewayConfig.Address(GatewayConfig.Scheme.HTTP, host, port));
        }

        @Override
        public List<AuthConfig.KeyHash> keys(String apiKey) {
            return keys.getOrDefault(apiKey, List.of());
        }
    }

    private static CompiledPolicy valid(CompileResult.Compiled compiled) {
        List<PolicyError> unfit = IssuerAddresses.unfitForPods(compiled.config());
        if (!unfit.isEmpty()) {
            return new CompiledPolicy.Invalid("Invalid", text(unfit));
        }
        Configuration configuration = Configuration.of(compiled.canonicalJson());
        if (configuration.packed().length > LONGEST_PACKED
                || configuration.length() > Configuration.LONGEST) {
            return new CompiledPolicy.Invalid(
                    "TooLarge",
                    "the compiled configuration has %d KiB, packed %d KiB, and at most %d KiB fit"
                                    .formatted(
                                            configuration.length() >> 10,
                                            configuration.packed().length >> 10,
                                            LONGEST_PACKED >> 10)
                            + " into a ConfigMap: split the policy");
        }
        PolicySpec spec = compiled.policy().spec();
        return new CompiledPolicy.Valid(
                configuration,
                spec.gateway(),
                spec.services(),
                spec.rollout().rollbackOnReject(),
                spec.rollout().canary(),
                spec.auth().apiKeys(),
                routes(compiled.config()),
                Claims.of(compiled.config()),
                compiled.warnings().stream()
                        .map(warning -> warning.path() + ": " + warning.message())
                        .toList());
    }

    private static Map<String, List<String>> routes(GatewayConfig config) {
        Map<String, List<String>> routes = new HashMap<>();
        for (GatewayConfig.Route route : config.routes()) {
            for (GatewayConfig.Target target : route.targets()) {
                routes.computeIfAbsent(target.service(), _ -> new ArrayList<>()).add(route.name());
            }
        }
        return routes;
    }

    /** Without line and column: nobody has seen the document that they would be of. */
    private static String text(List<PolicyError> errors) {
        return errors.stream()
                .map(error ->
                        error.path().isEmpty()
                                ? error.message()
                                : error.path() + ": " + error.message())
                .collect(Collectors.joining("; "));
    }
}
