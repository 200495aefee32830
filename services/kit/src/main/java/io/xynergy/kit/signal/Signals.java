package io.xynergy.kit.signal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Signals as calls.
 *
 * <p>Without a handler SIGHUP and SIGUSR1 end a JVM. A signal that was ignored when the process was
 * started stays ignored, which is what {@code nohup} is for.
 *
 * <p>By reflection, because javac warns of {@code sun.misc.Signal} and has no way not to.
 */
public final class Signals {

    private static final Logger LOG = System.getLogger(Signals.class.getName());

    /** What shells report of a process that SIGHUP has ended. */
    private static final int ENDED_BY_HANGUP = 128 + 1;

    private Signals() {}

    /** What a process that lives on does. */
    public interface Actions {

        /** Opens its log files again, after something has moved them away: SIGUSR1 and SIGHUP. */
        default void reopenLogs() {}

        /** Reads its configuration again: SIGHUP. */
        default void reread() {}

        /** Ends: its terminal was closed. */
        default void end() {
            System.exit(ENDED_BY_HANGUP);
        }
    }

    /**
     * Makes SIGHUP and SIGUSR1 do what admins expect of a server, and not end it.
     *
     * <p>The system sends SIGHUP too when the terminal is closed that a process was started from:
     * then it ends, because nobody could end it there any more. Any SIGHUP after that ends it too,
     * as it does not say who has sent it.
     */
    public static void serve(Actions actions) {
        serve(
                actions,
                "log files are opened again",
                "log files are opened again, and the configuration is read again");
    }

    /** The same for a process that has neither a log file nor a configuration that changes. */
    public static void serve() {
        String nothing = "nothing is done, as there are no log files and no configuration to read";
        serve(new Actions() {}, nothing, nothing);
    }

    private static void serve(Actions actions, String atUser1, String atHangup) {
        Terminal terminal = Terminal.atStart();
        handle(
                "USR1",
                () -> {
                    LOG.log(Level.INFO, "SIGUSR1: {0}", atUser1);
                    actions.reopenLogs();
                });
        handle(
                "HUP",
                () -> {
                    if (terminal.isGone()) {
                        LOG.log(Level.INFO, "SIGHUP: the terminal was closed");
                        actions.end();
                        return;
                    }
                    LOG.log(Level.INFO, "SIGHUP: {0}", atHangup);
                    actions.reopenLogs();
                    actions.reread();
                });
    }

    /** Runs {@code action} at each signal of this name, in a thread of its own. */
    public static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(), new Class<?>[] {handler}, call(action));
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (InvocationTargetException e) {
            // The option -Xrs leaves some signals to the system, and some systems lack some.
            LOG.log(Level.WARNING, "SIG{0} does what the system does: {1}", name, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM hands on no signals", e);
        }
    }

    private static InvocationHandler call(Runnable action) {
        return (proxy, method, arguments) ->
                switch (method.getName()) {
                    case "handle" -> {
                        action.run();
                        yield null;
                    }
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" ->
                            System.identityHashCode(proxy) == System.identityHashCode(arguments[0]);
                    default -> "Signals";
                };
    }
}
