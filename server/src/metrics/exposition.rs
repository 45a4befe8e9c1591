//! The exposition: every metric with its name, what it means, and its value now. `docs/production.md` lists the same.

use super::{Routes, process::Process};
use crate::{listener::Connections, run::Tasks, telemetry};
use auth::{Auth, Timings};
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric, MetricEncoder, NoLabelSet},
    metrics::{MetricType, counter::ConstCounter, gauge::ConstGauge},
};
use std::{fmt::Result, sync::Arc};

/// What is told of at one time.
#[derive(Debug)]
pub(super) struct Exposition {
    pub(super) auth: Auth,
    pub(super) tasks: Tasks,
    pub(super) routes: Arc<Routes>,
    pub(super) connections: Arc<Connections>,
    pub(super) sessions: Option<u64>,
    pub(super) mails: Option<u64>,
}

/// Label and value; no metric of ours has more than these two.
type Label<'a> = (&'static str, &'a str);

impl Collector for Exposition {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> Result {
        let mut out = Writer(encoder);
        self.requests(&mut out)?;
        self.accounts(&mut out)?;
        self.database(&mut out)?;
        self.instance(&mut out)
    }
}

impl Exposition {
    fn requests(&self, out: &mut Writer<'_>) -> Result {
        let routes = self.routes.all();
        out.counters(
            "bienvenue_http_requests",
            "Answers, by route and class of status",
            routes.iter().flat_map(|route| {
                route.by_class().map(|(class, count)| ([("route", &*route.path), ("status", class)], count))
            }),
        )?;
        let abandoned = self.routes.abandoned.get();
        out.counter(
            "bienvenue_http_requests_abandoned",
            "Requests whose clients hung up before the answer",
            abandoned,
        )?;
        out.timings(
            "bienvenue_http_request_duration_seconds",
            "From the head of a request to that of its answer, by route",
            routes.iter().map(|route| ([("route", &*route.path)], &route.took)),
        )?;
        let Connections { open, taken, given_up } = &*self.connections;
        out.gauge("bienvenue_connections_open", "Connections that are open", open.get())?;
        out.counter("bienvenue_connections", "Connections that were taken", taken.get())?;
        out.counter(
            "bienvenue_connections_given_up",
            "Connections of the too slow, and of what is no HTTP",
            given_up.get(),
        )
    }

    fn accounts(&self, out: &mut Writer<'_>) -> Result {
        let (meters, hashing) = (self.auth.meters(), self.auth.hashing());
        out.gauge("bienvenue_hash_permits", "Hashes that may be made at the same time", hashing.permits)?;
        out.gauge("bienvenue_hashes_running", "Hashes that are being made", hashing.running)?;
        out.gauge("bienvenue_hashes_waiting", "Passwords and codes that wait for a hash", meters.hashes_waiting.get())?;
        out.counter("bienvenue_hashes_refused", "Those that waited for too long", meters.hashes_refused.get())?;
        out.counter("bienvenue_limits_admitted", "Attempts within the limits", meters.admitted.get())?;
        let refused = meters.refused().map(|(limit, count)| ([("limit", limit)], count));
        out.counters("bienvenue_limits_refused", "Attempts beyond a limit, by limit", refused)?;
        if let Some(mails) = self.mails {
            out.gauge("bienvenue_mails_waiting", "Mails on their way", mails)?;
        }
        out.counter("bienvenue_mails_sent", "Mails that the mail server took", meters.mails_sent.get())?;
        out.counter("bienvenue_mails_put_off", "Tries that failed and are made again", meters.mails_put_off.get())?;
        out.counter("bienvenue_mails_given_up", "Mails that are not tried again", meters.mails_given_up.get())?;
        if let Some(sessions) = self.sessions {
            out.gauge("bienvenue_sessions", "Sessions that are stored, counted once a minute", sessions)?;
        }
        let remembered = self.auth.remembered_sessions().unwrap_or_default();
        out.gauge("bienvenue_sessions_remembered", "Sessions in this instance's memory", remembered)?;
        out.counter("bienvenue_sessions_begun", "Sessions that began", meters.sessions_begun.get())
    }

    fn database(&self, out: &mut Writer<'_>) -> Result {
        let meters = self.auth.meters();
        out.timings(
            "bienvenue_database_acquire_duration_seconds",
            "How long a connection to the database was waited for",
            [([], &meters.acquiring)].into_iter(),
        )?;
        out.timings(
            "bienvenue_database_duration_seconds",
            "How long statements took (read), and changes with their transactions (write)",
            [([("kind", "read")], &meters.reading), ([("kind", "write")], &meters.writing)].into_iter(),
        )
    }

    fn instance(&self, out: &mut Writer<'_>) -> Result {
        let restarts = self.tasks.all().map(|task| ([("task", task.name)], task.restarts()));
        out.counters("bienvenue_task_restarts", "Background tasks that ended", restarts.into_iter())?;
        out.counter("bienvenue_log_lines_lost", "Lines of the log that could not be written", telemetry::lost())?;
        let commit = option_env!("GIT_COMMIT").unwrap_or("unknown");
        let build = [("version", env!("CARGO_PKG_VERSION")), ("commit", commit)];
        out.describe("bienvenue_build", "What runs", MetricType::Info)?.encode_info(&build)?;
        let Process { resident_bytes, threads, descriptors } = Process::now();
        for (name, help, value) in [
            ("process_resident_memory_bytes", "Memory that the process has", resident_bytes),
            ("process_open_fds", "File descriptors that are open", descriptors),
            ("process_threads", "Threads", threads),
        ] {
            value.map_or(Ok(()), |value| out.gauge(name, help, value))?;
        }
        Ok(())
    }
}

/// Writes whole metrics.
struct Writer<'e>(DescriptorEncoder<'e>);

impl Writer<'_> {
    fn describe<'s>(
        &'s mut self,
        name: &'s str,
        help: &str,
        metric_type: MetricType,
    ) -> std::result::Result<MetricEncoder<'s>, std::fmt::Error> {
        self.0.encode_descriptor(name, help, None, metric_type)
    }

    fn counter(&mut self, name: &str, help: &str, value: u64) -> Result {
        ConstCounter::new(value).encode(self.describe(name, help, MetricType::Counter)?)
    }

    fn gauge(&mut self, name: &str, help: &str, value: u64) -> Result {
        ConstGauge::new(i64::try_from(value).unwrap_or(i64::MAX)).encode(self.describe(
            name,
            help,
            MetricType::Gauge,
        )?)
    }

    fn counters<'v, const N: usize>(
        &mut self,
        name: &str,
        help: &str,
        values: impl Iterator<Item = ([Label<'v>; N], u64)>,
    ) -> Result {
        let mut family = self.describe(name, help, MetricType::Counter)?;
        for (labels, value) in values {
            ConstCounter::new(value).encode(family.encode_family(&labels)?)?;
        }
        Ok(())
    }

    fn timings<'v, const N: usize>(
        &mut self,
        name: &str,
        help: &str,
        values: impl Iterator<Item = ([Label<'v>; N], &'v Timings)>,
    ) -> Result {
        let mut family = self.describe(name, help, MetricType::Histogram)?;
        for (labels, timings) in values {
            let buckets = timings.buckets();
            let count = buckets.iter().map(|(_, count)| count).sum();
            let mut encoder = family.encode_family(&labels)?;
            encoder.encode_histogram::<NoLabelSet>(timings.seconds(), count, &buckets, None)?;
        }
        Ok(())
    }
}
