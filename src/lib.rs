//! stub front page
pub mod document;
pub mod lint;
pub mod output;
pub mod rules;
pub mod text;
pub mod verify;
