package io.xynergy.policy;

/** A number of bytes; written as a Kubernetes quantity. */
public record ByteSize(long bytes) implements Comparable<ByteSize> {

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }
}
