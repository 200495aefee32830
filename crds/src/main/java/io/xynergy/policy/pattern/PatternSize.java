package io.xynergy.policy.pattern;

/** How many instructions an expression has once its repetitions are written out, at most. */
final class PatternSize {

    private static final long HUGE = Integer.MAX_VALUE;

    private PatternSize() {}

    static long of(Node node) {
        return switch (node) {
            case Node.Chars _, Node.Edge _, Node.Foreign _ -> 1;
            case Node.Sequence(var parts) ->
                    Math.max(
                            1,
                            parts.stream().mapToLong(PatternSize::of).reduce(0, PatternSize::add));
            case Node.Choice(var alternatives) ->
                    alternatives.stream().mapToLong(PatternSize::of).reduce(0, PatternSize::add)
                            + alternatives.size();
            case Node.Capture(Node captured) -> add(of(captured), 2);
            case Node.Repeat(Node repeated, int least, int most) ->
                    repeat(of(repeated), least, most);
        };
    }

    private static long repeat(long once, int least, int most) {
        long size =
                most == Node.Repeat.UNLIMITED
                        ? once * Math.max(1, least) + 2
                        : once * most + (most - least);
        return Math.min(HUGE, Math.max(1, size));
    }

    private static long add(long one, long other) {
        return Math.min(HUGE, one + other);
    }
}
