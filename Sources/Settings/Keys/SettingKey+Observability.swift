extension SettingKey {
    static let metricsListen = SettingKey(
        "metrics.listen", .text, standard: "127.0.0.1:0",
        "where a worker's process serves /metrics, /healthz and /readyz: host:port, port 0 takes a free one; or off")
    static let healthStuckAfter = SettingKey(
        "health.stuck.after", .duration(.seconds(5) ... .seconds(86_400)), standard: "2min",
        "how long a worker's thread may be silent before /healthz says that it is stuck")
    static let tracesEndpoint = SettingKey(
        "traces.endpoint", .text,
        "where spans are sent by OTLP/HTTP, such as http://localhost:4318/v1/traces (default: nowhere)")
    static let tracesSample = SettingKey(
        "traces.sample", .share, standard: "1",
        "the share of sampled traces whose spans are sent, and of messages without a trace that begin one")
    static let tracesHeaders = SettingKey(
        "traces.headers", .text, secrecy: .secret,
        "headers for the collector, each as name=value, separated by commas or lines")
}
