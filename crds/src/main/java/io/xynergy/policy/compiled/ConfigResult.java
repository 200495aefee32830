package io.xynergy.policy.compiled;

import io.xynergy.policy.PolicyError;
import java.util.List;

/** What became of a compiled document that was read back. */
public sealed interface ConfigResult {

    /**
     * The document is a configuration.
     *
     * @param digest SHA-256 of the document as it is, in lower-case hex: a later version of the
     *     program may write the same configuration in another way
     */
    record Loaded(GatewayConfig config, String digest) implements ConfigResult {}

    /** The document is not JSON. */
    record NotJson(PolicyError error) implements ConfigResult {}

    /** The document is not a configuration; at least one error. */
    record Refused(List<PolicyError> errors) implements ConfigResult {

        public Refused {
            errors = List.copyOf(errors);
        }
    }
}
