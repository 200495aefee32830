package io.xynergy.policy.validation;

import io.xynergy.policy.GatewayPolicy;
import io.xynergy.policy.PolicyError;
import io.xynergy.policy.PolicyWarning;
import io.xynergy.policy.document.DocumentBounds;
import io.xynergy.policy.document.DocumentReader;
import io.xynergy.policy.document.Node;
import io.xynergy.policy.document.Problems;
import io.xynergy.policy.document.RecordBinder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads a policy from YAML or JSON: a valid policy, or everything that is wrong with it. */
public final class PolicyReader {

    private PolicyReader() {}

    /** What became of a document. */
    public sealed interface Result {}

    /** The policy keeps every rule that can be checked without a cluster. */
    public record Valid(GatewayPolicy policy, List<PolicyWarning> warnings) implements Result {

        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /** At least one error, in the order of the document. */
    public record Invalid(List<PolicyError> errors) implements Result {

        public Invalid {
            errors = List.copyOf(errors);
        }
    }

    /** Reads a document in UTF-8. */
    public static Result read(byte[] document) {
        Problems problems = new Problems();
        Node root = DocumentReader.read(document, DocumentBounds.POLICY, problems);
        if (root == null) {
            return new Invalid(problems.errors());
        }
        GatewayPolicy policy = RecordBinder.bind(root, GatewayPolicy.class, problems);
        new PolicyValidator(problems).validate(policy);
        return problems.isEmpty()
                ? new Valid(policy, problems.warnings())
                : new Invalid(problems.errors());
    }

    /** Reads a document. */
    public static Result read(String document) {
        return read(document.getBytes(StandardCharsets.UTF_8));
    }
}
