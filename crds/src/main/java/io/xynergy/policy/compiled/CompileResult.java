package io.xynergy.policy.compiled;

import io.xynergy.policy.GatewayPolicy;
import io.xynergy.policy.PolicyError;
import io.xynergy.policy.PolicyWarning;
import java.util.List;

/** What became of a policy document. */
public sealed interface CompileResult {

    /**
     * The policy is valid.
     *
     * @param digest SHA-256 of the canonical JSON in lower-case hex: the version
     */
    record Compiled(
            GatewayPolicy policy,
            GatewayConfig config,
            String digest,
            byte[] canonicalJson,
            List<PolicyWarning> warnings)
            implements CompileResult {

        public Compiled {
            warnings = List.copyOf(warnings);
        }
    }

    /** The policy is not valid; at least one error. */
    record Rejected(List<PolicyError> errors) implements CompileResult {

        public Rejected {
            errors = List.copyOf(errors);
        }
    }
}
