package io.xynergy.gateway.memory;

/** Something scarce that clients hold, of which more is needed. */
public interface Need {

    /** How many of those who hold it should let it go; 0 or less when it is not scarce. */
    long wanted();

    /** Whether somebody waits for it, so that less than usual has to do to be called slow. */
    boolean isUrgent();

    /** Nobody who holds it is waited for by the gateway, so nobody can be ended for it. */
    void cannotBeMet();

    /** Whether it is let go when an occupant is ended. */
    boolean isHeldBy(Occupant occupant);
}
