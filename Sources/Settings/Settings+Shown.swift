extension Settings.Value {
    /// The value as people may see it.
    public var shown: String {
        switch key.secrecy {
        case .open: URLText.masked(text)
        case .secret: ConnectionText.mask
        case .connection: ConnectionText.masked(text)
        }
    }
}
