/// What this program is, for those who look at many.
public enum Release {
    /// As deploy/helm/giro/Chart.yaml has it.
    public static let version = "0.1.0"

    public static func samples() -> [MetricSample] {
        [MetricSample("giro_build_info", [("version", version)], 1)]
    }
}
