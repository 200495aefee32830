package io.xynergy.kit.service;

import io.xynergy.kit.listener.ListenerException;
import io.xynergy.kit.log.LogField;
import io.xynergy.kit.log.Logging;
import io.xynergy.kit.settings.Settings;
import io.xynergy.kit.settings.SettingsException;
import io.xynergy.kit.signal.Signals;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The life of a service's process, from its settings to its exit code. */
public final class ServiceProcess {

    /**
     * Environment variable; with the value {@code stdin} the process ends when its standard input
     * does, so that it never outlives the one that started it.
     */
    public static final String PARENT_VARIABLE = "XYNERGY_PARENT";

    private static final Logger LOG = System.getLogger(ServiceProcess.class.getName());

    private ServiceProcess() {}

    /**
     * Runs a service until the process is told to end, by SIGTERM or SIGINT, with exit code 0; a
     * start that fails ends it with 1 and one line that says why. SIGHUP and SIGUSR1 do not end it.
     */
    public static <S extends Record> void run(
            String name, Class<S> settings, ServiceFrame.Setup<S> setup) {
        Map<String, String> environment = System.getenv();
        try {
            Logging.configure(environment);
            Signals.serve();
            S read = Settings.read(settings, environment);
            Service service = Service.start(read, setup, InstantSource.system(), System::nanoTime);
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("end").unstarted(() -> end(service)));
            LOG.log(
                    Level.INFO,
                    name + " serves",
                    LogField.of("port", service.port()),
                    LogField.of("adminPort", service.adminPort()));
            watchParent(environment);
        } catch (SettingsException e) {
            fail(name, e.problems());
        } catch (ListenerException | StartException | IllegalArgumentException e) {
            fail(name, List.of(String.valueOf(e.getMessage())));
        }
    }

    /** A signal is the usual end of a service, not a failure: the exit code says so. */
    private static void end(Service service) {
        service.close();
        Runtime.getRuntime().halt(0);
    }

    private static void watchParent(Map<String, String> environment) {
        if (!"stdin".equals(environment.get(PARENT_VARIABLE))) {
            return;
        }
        Thread.ofPlatform().name("parent").daemon(true).start(ServiceProcess::awaitParent);
    }

    private static void awaitParent() {
        try {
            while (System.in.read() >= 0) {
                // whatever it says, it lives
            }
        } catch (IOException _) {
            // as good as an end
        }
        System.exit(0);
    }

    private static void fail(String name, List<String> problems) {
        PrintStream out = System.err;
        for (String problem : problems) {
            out.println(name + ": " + problem);
        }
        System.exit(1);
    }
}
