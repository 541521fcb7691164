//! Work pools.

pub mod unpolled_queue;
pub mod unpolled_work_pool;
