package io.xynergy.operator.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** What became of an object that was wanted. */
public sealed interface Written {

    /** It was so already. */
    record Unchanged() implements Written {}

    /** It was created or changed. */
    record Changed(HasMetadata object) implements Written {}

    /** Somebody else has an object of that name; it was left alone. */
    record Taken(String kind, String name) implements Written {}
}
