package io.xynergy.policy;

/** An amount of CPU in thousandths of a core; written as a Kubernetes quantity. */
public record Cpu(long millis) implements Comparable<Cpu> {

    @Override
    public int compareTo(Cpu other) {
        return Long.compare(millis, other.millis);
    }
}
