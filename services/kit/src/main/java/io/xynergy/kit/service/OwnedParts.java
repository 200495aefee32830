package io.xynergy.kit.service;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;

/** Parts of a process that are closed together, those that came later before the others. */
public final class OwnedParts implements AutoCloseable {

    private static final Logger LOG = System.getLogger(OwnedParts.class.getName());

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** Takes a part on, and gives it back. */
    public <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    /** Closes all of them, also if one cannot be closed well, which is logged. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.log(Level.WARNING, () -> "not closed well: " + part.getClass(), e);
            }
        }
    }
}
