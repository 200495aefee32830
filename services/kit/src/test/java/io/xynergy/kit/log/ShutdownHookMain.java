package io.xynergy.kit.log;

import java.util.Map;

/** A process that logs while it shuts down. */
final class ShutdownHookMain {

    private ShutdownHookMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        Logging.configure(Map.of("XYNERGY_LOG_FORMAT", "json"));
        System.Logger logger = System.getLogger("drain");
        Thread ours =
                new Thread(() -> {
                    waitForTheJdksHook();
                    logger.log(System.Logger.Level.INFO, "said while stopping");
                });
        Runtime.getRuntime().addShutdownHook(ours);
        logger.log(System.Logger.Level.INFO, "said before");
    }

    /** The JDK's hook removes the handlers; only after it is the question decided. */
    private static void waitForTheJdksHook() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getClass().getName().contains("LogManager")) {
                try {
                    thread.join();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
