package io.xynergy.gateway.http;

import java.util.Collection;

/**
 * Leaves out the fields with certain names, and those that spell one with other marks, which
 * CGI-like recipients would take for it; see {@link Ascii#folded}.
 */
public final class NamedFields implements FieldFilter {

    private final byte[][] names;

    /** A filter for fields of these names, in any case. */
    public NamedFields(Collection<String> names) {
        this.names = names.stream().map(Ascii::folded).toArray(byte[][]::new);
    }

    @Override
    public boolean drops(byte[] bytes, int start, int end) {
        for (byte[] name : names) {
            if (Ascii.equalsFolded(bytes, start, end, name)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean dropsNothing() {
        return names.length == 0;
    }
}
