import Lane
import Payments

/// The first message that told of each event of a payment, as the column `heard` keeps them: 21 bytes each, in the
/// order of the events' numbers.
struct HeardEvents: Equatable {
    private(set) var bytes: [UInt8]

    private static let width = 21

    init(bytes: [UInt8] = []) { self.bytes = bytes }

    /// - Parameter time: microseconds since the Unix epoch.
    mutating func note(_ event: PaymentEvent, at time: Int64, from origin: Origin) {
        var place = 0
        while place < bytes.count, bytes[place] < event.number { place += Self.width }
        if place < bytes.count, bytes[place] == event.number { return }
        bytes.insert(contentsOf: Self.entry(event, time, origin), at: place)
    }

    private static func entry(_ event: PaymentEvent, _ time: Int64, _ origin: Origin) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: width) { buffer, count in
            let entry = UnsafeMutableRawBufferPointer(buffer)
            entry[0] = event.number
            entry.storeBytes(of: origin.partition.bigEndian, toByteOffset: 1, as: Int32.self)
            entry.storeBytes(of: origin.offset.bigEndian, toByteOffset: 5, as: Int64.self)
            entry.storeBytes(of: time.bigEndian, toByteOffset: 13, as: Int64.self)
            count = width
        }
    }
}

extension PaymentEvent {
    /// Stands for the event in `heard`, for ever; the view `payment_event` has the same numbers.
    fileprivate var number: UInt8 {
        switch self {
        case .requested: 1
        case .debited: 2
        case .paid: 3
        case .failed: 4
        case .settled: 5
        case .refunded: 6
        case .suspended: 7
        case .rejected: 8
        }
    }
}
