package io.xynergy.operator.delivery;

import java.util.List;

/** What a pod said to a delivery. */
sealed interface PodResponse {

    /** The document is in force. */
    record InForce(String digest, long revision) implements PodResponse {}

    /** Something of a later revision is in force. */
    record Later(String digest, long revision) implements PodResponse {}

    /** The pod cannot serve the document. */
    record Refused(List<String> errors) implements PodResponse {

        public Refused {
            errors = List.copyOf(errors);
        }
    }

    /** Neither, and it is worth trying again. */
    record Failed(String reason) implements PodResponse {}
}
