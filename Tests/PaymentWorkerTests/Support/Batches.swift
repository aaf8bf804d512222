import Lane
import PaymentWorker

func emptyBatch(_ heard: [Heard]) -> Batch<PaymentNews, Never> { Batch(items: heard.map(\.item), now: 1) }
