//! Work pools.

pub mod doubtful_pool_type;
pub mod unpolled_queue;
pub mod unpolled_work_pool;
