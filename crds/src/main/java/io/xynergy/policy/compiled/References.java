package io.xynergy.policy.compiled;

import java.util.List;
import java.util.function.Function;

/** Answers what a policy alone cannot say: where its services run and which keys are valid. */
public interface References {

    /**
     * Where a service that the policy runs can be reached; empty: not yet, and routes to it answer
     * 500 for its weight.
     */
    List<GatewayConfig.Address> addresses(String service, int port);

    /** The valid values of an API key; empty: none yet. */
    List<AuthConfig.KeyHash> keys(String apiKey);

    /** Each service under its own name as a host, and no keys. */
    static References byName() {
        return byName(_ -> List.of());
    }

    /** Each service under its own name as a host, and these keys. */
    static References byName(Function<String, List<AuthConfig.KeyHash>> keys) {
        return new ByName(keys);
    }

    /** Each service under its own name as a host. */
    record ByName(Function<String, List<AuthConfig.KeyHash>> valid) implements References {

        @Override
        public List<GatewayConfig.Address> addresses(String service, int port) {
            return List.of(new GatewayConfig.Address(GatewayConfig.Scheme.HTTP, service, port));
        }

        @Override
        public List<AuthConfig.KeyHash> keys(String apiKey) {
            return valid.apply(apiKey);
        }
    }
}
