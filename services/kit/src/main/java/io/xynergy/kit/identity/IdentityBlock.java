package io.xynergy.kit.identity;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A proof and the values of the headers that it covers, as they came.
 *
 * @param values in the order of {@link Proof#SIGNED}; empty: there is no such header
 */
public record IdentityBlock(String proof, List<String> values) {

    /** A header, its objects and its places in maps, without its characters. */
    private static final int OBJECT_BYTES = 64;

    public IdentityBlock {
        values = List.copyOf(values);
    }

    /** The identity lines as the gateway writes them; null if it writes no such values. */
    byte @Nullable [] lines() {
        var lines = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            if (value.isEmpty()) {
                continue;
            }
            if (!isPlain(value)) {
                return null;
            }
            lines.append(Proof.SIGNED.get(i)).append(": ").append(value).append("\r\n");
        }
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isPlain(String value) {
        return value.chars().allMatch(c -> c >= ' ' && c <= '~')
                && value.charAt(0) != ' '
                && value.charAt(value.length() - 1) != ' ';
    }

    /** Bytes of memory, roughly, of it and of what it is read as. */
    int weight() {
        int bytes = OBJECT_BYTES * (2 + values.size()) + proof.length();
        for (String value : values) {
            bytes += 4 * value.length();
        }
        return bytes;
    }

    /** Signatures are as good as random, and only blocks that were verified are remembered. */
    @Override
    public int hashCode() {
        return proof.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IdentityBlock(String otherProof, var otherValues)
                && proof.equals(otherProof)
                && values.equals(otherValues);
    }

    /** Collects a block header by header. */
    public static final class Builder {

        private final List<String> values = new ArrayList<>(Proof.SIGNED.size());

        /** Adds the value of the next header of {@link Proof#SIGNED}; empty: it is absent. */
        public Builder add(String value) {
            values.add(value);
            return this;
        }

        public IdentityBlock build(String proof) {
            return new IdentityBlock(proof, values);
        }
    }
}
