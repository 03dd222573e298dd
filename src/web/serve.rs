//! Listening, answering, stopping.

use std::future::Future;

use axum::ServiceExt;
use axum::extract::Request;
use tokio::net::TcpListener;

use crate::app::App;
use crate::web::public::Front;

/// Serves until `stop` resolves, then lets running requests and tracked work finish.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let service = ServiceExt::<Request>::into_make_service(Front::new(app.clone()));
    axum::serve(listener, service).with_graceful_shutdown(stop).await?;
    app.tasks.close();
    app.tasks.wait().await;
    Ok(())
}
