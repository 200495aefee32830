package io.xynergy.gateway.memory;

import java.util.concurrent.atomic.AtomicReference;

/** A connection before its first request, while its client has something else to send first. */
public final class Opening implements Occupant {

    private enum State {
        WAITING,
        OVER,
        SHED
    }

    private final Pace sending = new Pace();
    private final Pace taking = new Pace();
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final Runnable end;

    /**
     * An opening that has just begun.
     *
     * @param end ends the connection, and must not wait; called once at most
     */
    public Opening(Runnable end) {
        this.end = end;
    }

    /** It is over; false when it was ended already because memory was short. */
    public boolean over() {
        return state.compareAndSet(State.WAITING, State.OVER) || state.get() == State.OVER;
    }

    @Override
    public Pace sending() {
        return sending;
    }

    @Override
    public Pace taking() {
        return taking;
    }

    @Override
    public boolean isShed() {
        return state.get() == State.SHED;
    }

    @Override
    public void shed(Pace.Wait what) {
        if (state.compareAndSet(State.WAITING, State.SHED)) {
            end.run();
        }
    }
}
