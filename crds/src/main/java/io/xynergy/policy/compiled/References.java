package io.xynergy.policy.compiled;

import java.util.List;

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
        return new ByName();
    }

    /** Each service under its own name as a host. */
    record ByName() implements References {

        @Override
        public List<GatewayConfig.Address> addresses(String service, int port) {
            return List.of(new GatewayConfig.Address(GatewayConfig.Scheme.HTTP, service, port));
        }

        @Override
        public List<AuthConfig.KeyHash> keys(String apiKey) {
            return List.of();
        }
    }
}
