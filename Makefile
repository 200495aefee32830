# The verbs people type. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help build run demo test fmt images kind-up kind-load kind-down deploy live e2e bench bench-propagation clean

# A JDK 25 is looked for when a verb needs one, so that `make` and `make clean` work without.
jdk = $(shell bin/jdk25 2>&1)
found-jdk = $(if $(filter /%,$(firstword $(jdk))),$(jdk),$(error $(jdk)))
maven = JAVA_HOME="$(found-jdk)" MAVEN_OPTS="$$MAVEN_OPTS -Djansi.noreset=true" $(if $(shell command -v mvn),mvn,./mvnw) -B -ntp
package = $(maven) $(warnings-only) package -am -DskipTests -Dcyclonedx.skip
warnings-only = -Dorg.slf4j.simpleLogger.defaultLogLevel=warn
export MAVEN_OPTS ?= -Xmx1g -XX:+UseSerialGC -XX:+IgnoreUnrecognizedVMOptions --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED

jar := services/cli/target/xynergy.jar
trained := services/cli/target/trained
sources = $(shell find pom.xml crds services -name target -prune -o \( -name '*.java' -o -name pom.xml -o -path '*/main/resources/*' \) -type f -print)

help:
	@echo "make VERB, where VERB is one of"
	@sed -n 's/^\([a-z0-9-]*\):.*## /  \1\t/p' Makefile | expand -t 22

build: $(trained) ## everything runnable: bin/xynergy and what makes it start faster

$(jar): $(sources)
	@echo "building, which fetches the libraries the first time"
	@$(package) -pl services/cli
	@touch $@

$(trained): $(jar) $(wildcard services/cli/target/libs/xynergy-*.jar)
	@echo "learning to start fast"
	@services/cli/aot-cache || true
	@touch $@

run: $(trained) ## the platform on this machine: gateway, CRM, tokens, PostgreSQL, Redis; Ctrl-C stops all; ARGS="--port 18080" picks another port
	@bin/xynergy up -f crds/examples/xynergy.yaml $(ARGS)

demo: $(trained) ## the gateway alone on the quick-start policy, in front of two demo upstreams; PORT=18080 and ADMIN_PORT=19901 pick ports
	@services/cli/demo

test: ## every test and every check; the first run brings a Kubernetes API server for the operator's
	@$(maven) verify

live: ## tests with a Keycloak as it is shipped, which is fetched from Maven Central (170 MB)
	@$(maven) -Plive -pl services/gateway -am verify -Dcyclonedx.skip -Dcheckstyle.skip -Dspotless.check.skip \
		-Dtest=ProvidersTest -Dit.test='*Live' -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false

fmt: ## formats the Java sources
	@$(maven) $(warnings-only) spotless:apply

images: ## packs the images into target/images, without a container engine, and prints their sizes
	@rm -rf services/gateway/target/libs services/crm/target/libs operator/target/libs e2e/target/libs # the jars of earlier builds
	@$(maven) $(warnings-only) package -Pimages -am -DskipTests -Dspotless.check.skip -pl services/cli,operator,images,e2e
	@images/build gateway operator crm $(MORE)

kind-up: ## a Kubernetes cluster on this machine, by kind; ARGS="--image kindest/node:..." picks its version
	@tools/cluster kind-up $(ARGS)

kind-load: ## brings the images into it
	@tools/cluster kind-load

kind-down: ## removes it
	@tools/cluster kind-down

deploy: ## installs the chart into the cluster of KUBECONFIG; ARGS="--set ..." says how
	@tools/cluster deploy $(ARGS)

e2e: ## the suite against the cluster of KUBECONFIG, which has the images or can pull them
	@tools/cluster e2e-check
	@PATH="$$(tools/cluster path)" $(maven) -Pe2e -pl e2e -am verify -Dcyclonedx.skip -Dcheckstyle.skip -Dspotless.check.skip \
		-Dtest=TrafficTest -Dit.test='*E2E' -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false

bench: $(trained) ## load runs beside HAProxy and nginx, into bench/results; ARGS="reload --quick" picks one
	@$(package) -pl bench
	@bench/run $(ARGS)

bench-propagation: ## from a changed policy to the last pod that serves it, on a real API server; ARGS="-Dbench.routes=3000" picks a size
	@$(maven) $(warnings-only) -pl operator -am verify -Dcyclonedx.skip -Dcheckstyle.skip -Dspotless.check.skip -Dmdep.analyze.skip \
		-Dtest=none -Dit.test=PropagationBench,FootprintBench -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
		-Dtest.jvm="-Xmx1g -XX:+UseSerialGC --add-opens java.base/java.lang=ALL-UNNAMED" $(ARGS)

clean: ## removes what was built
	@rm -rf target operator/target bench/target crds/target e2e/target images/target services/*/target
